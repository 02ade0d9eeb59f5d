import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { fireemuBinary } from './local/emulator/fireemu.ts';

/** Real servers and a real emulator answer within seconds, on two busy cores too. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000 } } };

/** Two files at once on two cores, where Vitest would run one: most of a test is waiting. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** Tests whose names say that they are for one emulator run on that one (docs/decisions/local-emulator.md). */
const fireemu = fireemuBinary() !== null;
const exclude = ['**/node_modules/**', fireemu ? '**/*.official.test.ts' : '**/*.fireemu.test.ts'];

/** Each of these files loads functions with an environment of its own. */
const wiring = 'test/unit/wiring/**/*.test.ts';

const faults = {
  test: {
    name: 'faults',
    include: ['lab/faults/**/*.test.ts'],
    // Its requests are given up within a fraction of a second: nothing else may keep the processor busy.
    fileParallelism: false,
    sequence: { groupOrder: 2 },
    // Inner waits time out first, with a clearer message.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
};

export default defineConfig({
  test: {
    // The official suite takes up to 10 s to stop on two busy cores (measured).
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: [...exclude, wiring],
          // Loading zod and the SDKs for each file takes as long as all the tests.
          isolate: false,
          setupFiles: ['test/seed.ts'],
          maxWorkers,
          ...patience,
        },
      },
      {
        test: {
          name: 'wiring',
          include: [wiring],
          exclude,
          maxWorkers,
          ...patience,
        },
      },
      {
        test: {
          name: 'rules',
          include: ['test/rules/**/*.test.ts'],
          exclude,
          globalSetup: ['test/rules/emulator.ts'],
          isolate: false,
          maxWorkers,
          ...patience,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude,
          globalSetup: ['test/integration/stack.ts'],
          // Each file has its own Firestore and stubs; loading the SDKs for each would cost more than its tests.
          isolate: false,
          maxWorkers,
          ...patience,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude,
          globalSetup: ['test/e2e/harness/stack.ts'],
          // One browser and one set of documents: one file at a time, and nothing else beside them.
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          // It takes every core.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 300_000,
        },
      },
      // Faults are injected by fireemu.
      ...(fireemu ? [faults] : []),
    ],
  },
});
