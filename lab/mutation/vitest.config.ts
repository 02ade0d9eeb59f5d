import { defineConfig } from 'vitest/config';

// The tests that must kill the mutants: those of the pure modules, which need no emulator.
export default defineConfig({
  test: { include: ['test/unit/{knowledge,tunebook,upstream}/**/*.test.ts'] },
});
