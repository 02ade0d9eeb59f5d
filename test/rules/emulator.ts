import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../local/emulator/emulator.ts';
import { pickFreePorts } from '../../local/emulator/ports.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Firestore emulator of the rules tests listens. */
    firestore: { host: string; port: number };
  }
}

/** Starts one Firestore emulator with the project's rules for all rules tests. Vitest calls the returned function after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulator = await startEmulator({
    name: 'rules',
    // The strict profile refuses the unsigned tokens of rules-unit-testing.
    profile: 'emulator',
    params: null,
    ports: await pickFreePorts(),
  });
  project.provide('firestore', { host: '127.0.0.1', port: emulator.ports.firestore });
  return () => emulator.stop();
}
