import { defineConfig } from 'vitest/config';

/** Real servers and a real emulator answer within seconds, on two busy cores too. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...patience } },
      {
        test: {
          name: 'rules',
          include: ['test/rules/**/*.test.ts'],
          globalSetup: ['test/support/rules-emulator.ts'],
          ...patience,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/integration-stack.ts'],
          ...patience,
        },
      },
    ],
  },
});
