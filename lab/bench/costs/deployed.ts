import type { DocumentReference, DocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { projectId } from '../../../local/paths.ts';
import type { BenchStack } from '../bench-stack.ts';
import { encodeEvent } from '../event-body.ts';
import type { Usage } from './prices.ts';

/** Minimum billed time of an invocation, from Cloud Run's price list. */
const minimumSeconds = 0.1;

/** The prefix of document names in events. */
const database = `projects/${projectId}/databases/(default)/documents`;

const runtimeSchema = z.object({ succeeded: z.number() });

/**
 * Measures what an operation on one document triggers in the deployed functions: the number of events,
 * their bytes and the time until all have ended. Throws when the listener missed a state.
 */
export async function followDocument(
  stack: BenchStack,
  reference: DocumentReference,
  act: () => Promise<unknown>,
): Promise<Pick<Usage, 'invocations' | 'eventBytes' | 'computeSeconds'>> {
  const before = await succeeded(stack);
  const states: DocumentSnapshot[] = [];
  let stop = () => {};
  await new Promise<void>((resolve, reject) => {
    stop = reference.onSnapshot((snapshot) => {
      states.push(snapshot);
      resolve();
    }, reject);
  });
  const started = performance.now();
  await act();
  await stack.untilIdle();
  const seconds = (performance.now() - started) / 1000;
  const invocations = (await succeeded(stack)) - before;
  const last = await reference.get();
  stop();
  if (states.length !== invocations + 1 || states.at(-1)?.isEqual(last) !== true) {
    throw new Error(`The listener saw ${states.length} states of ${reference.path}, but ${invocations} events came.`);
  }
  const sizes = states.slice(1).map((state, index) => {
    return encodeEvent(`${database}/${last.ref.path}`, states[index]?.data() ?? null, state.data() ?? null).length;
  });
  return {
    invocations,
    eventBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    // One event does the work; the others return early.
    computeSeconds: billedSeconds(seconds) + (invocations - 1) * minimumSeconds,
  };
}

/** Rounds up to tenths of a second, as Cloud Run does. */
export function billedSeconds(seconds: number): number {
  return Math.max(Math.ceil(seconds * 10) / 10, minimumSeconds);
}

async function succeeded({ emulator }: BenchStack): Promise<number> {
  const response = await fetch(`${emulator.controlUrl}sessions/default/functions`);
  return runtimeSchema.parse(await response.json()).succeeded;
}
