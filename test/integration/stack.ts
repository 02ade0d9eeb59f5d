import type { TestProject } from 'vitest/node';
import { type Stack, startStack } from '../../local/emulator/stack.ts';

/** Where the parts of the stack of the integration tests listen. */
export interface StackAddresses {
  firestoreHost: string;
  authHost: string;
  /** Base of the callables, without a trailing slash. */
  functionsUrl: string;
  /** Where a POST runs one pass of the sweep. */
  sweepUrl: string;
  elevenLabsUrl: string;
  theSessionUrl: string;
  /** All that the emulator printed. */
  logFile: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackAddresses;
  }
}

/** Starts the whole stack, functions included, once for all integration tests; Vitest calls what it returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Waits of a run shrink with the first one; nothing else differs from what is deployed.
  const stack = await startStack({ name: 'integration', params: { ELEVENLABS_RETRY_DELAY_MS: '20' } });
  project.provide('stack', addressesOf(stack));
  return stack.stop;
}

/** The addresses of a running stack, in a form that reaches the tests' own processes. */
export function addressesOf({ emulator, elevenLabs, theSession }: Stack): StackAddresses {
  return {
    firestoreHost: emulator.env.FIRESTORE_EMULATOR_HOST ?? '',
    authHost: emulator.env.FIREBASE_AUTH_EMULATOR_HOST ?? '',
    functionsUrl: `http://127.0.0.1:${emulator.ports.functions}`,
    sweepUrl: emulator.runUrl('sweepKnowledge'),
    elevenLabsUrl: elevenLabs.url,
    theSessionUrl: theSession.url,
    logFile: `${emulator.folder}/emulator.log`,
  };
}
