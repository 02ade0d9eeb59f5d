import { defineConfig } from 'vitest/config';

// The tests that have to kill the mutants: those of the pure part, which need no emulator.
export default defineConfig({
  test: { include: ['test/unit/{knowledge,tunebook,upstream}/**/*.test.ts'] },
});
