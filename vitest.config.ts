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
          globalSetup: ['test/rules/emulator.ts'],
          ...patience,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/stack.ts'],
          // Each file has a Firestore and stand-ins of its own; loading the SDKs anew for each costs more than its tests.
          isolate: false,
          ...patience,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/harness/stack.ts'],
          // One browser and one set of documents: file after file in one process, and nothing else beside them.
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 1 },
          expect: { poll: { timeout: 15_000 } },
          ...patience,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['lab/faults/**/*.test.ts'],
          // Its requests are given up within a fraction of a second: nothing else may keep the processor busy.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          // What never happens is given up before that, with a word on what it was.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
