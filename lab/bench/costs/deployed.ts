import type { DocumentReference, DocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { projectId } from '../../../local/paths.ts';
import type { BenchStack } from '../bench-stack.ts';
import { eventBytes } from './encoded-size.ts';
import type { Usage } from './prices.ts';

/** The least time that an invocation is billed for, in seconds (Cloud Run's price list). */
const leastSeconds = 0.1;

/** Events name documents in full. */
const database = `projects/${projectId}/databases/(default)/documents`;

const runtimeSchema = z.object({ succeeded: z.number() });

/**
 * What an operation on one document sets going in the deployed functions: the events that reached
 * one, their bytes, and the time until all had ended. Throws when a state of the document was missed.
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
    throw new Error(`${states.length} states of ${reference.path} were seen, and ${invocations} events came.`);
  }
  const sizes = states.slice(1).map((state, place) => {
    return eventBytes(`${database}/${last.ref.path}`, states[place]?.data() ?? null, state.data() ?? null);
  });
  return {
    invocations,
    eventBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    // One of the events is the one that works; the others find nothing to do.
    computeSeconds: billedSeconds(seconds) + (invocations - 1) * leastSeconds,
  };
}

/** Seconds as they are billed: rounded up to a tenth. */
export function billedSeconds(seconds: number): number {
  return Math.max(Math.ceil(seconds * 10) / 10, leastSeconds);
}

async function succeeded({ emulator }: BenchStack): Promise<number> {
  const response = await fetch(`${emulator.controlUrl}sessions/default/functions`);
  return runtimeSchema.parse(await response.json()).succeeded;
}
