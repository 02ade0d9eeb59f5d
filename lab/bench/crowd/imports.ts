import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { callableSeconds } from '../../../functions/src/shared/callables.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { type BenchStack, CallError, type Caller } from '../bench-stack.ts';

/** Users who import at once. */
export interface Crowd {
  name: string;
  tunes: number;
  /** The member of a user, from 0. */
  memberOf(user: number): number;
}

/** An import failed, did not end, or is not complete. */
class IncompleteImportError extends Error {
  override readonly name = 'IncompleteImportError';
}

/** The longest time for all imports, in milliseconds: the time-out of the function. */
const longestMs = callableSeconds.syncTunebook * 1000;

const progressSchema = z.object({ status: z.string(), finishedAt: z.unknown(), personTunesAdded: z.number() });

/**
 * Imports all tunebooks at once, or one after the other, into empty collections, and checks that all are
 * complete and the counts are true. Returns milliseconds. Throws IncompleteImportError.
 */
export async function importAll(
  stack: BenchStack,
  crowd: Crowd,
  { users, atOnce }: { users: number; atOnce: boolean },
): Promise<number> {
  await stack.clear();
  const callers = await Promise.all(Array.from({ length: users }, () => stack.newUser()));
  const started = performance.now();
  if (atOnce) {
    await importTogether(stack, callers, crowd);
  } else {
    for (const [user, caller] of callers.entries()) {
      await caller.call('syncTunebook', { memberId: crowd.memberOf(user) });
    }
  }
  const milliseconds = performance.now() - started;
  await check(stack, callers, crowd);
  return milliseconds;
}

/** Follows the progress documents: a call of several minutes outlasts what fetch waits for headers. */
async function importTogether(stack: BenchStack, callers: readonly Caller[], crowd: Crowd): Promise<void> {
  let refused: CallError | undefined;
  for (const [user, caller] of callers.entries()) {
    caller.call('syncTunebook', { memberId: crowd.memberOf(user) }).catch((error: unknown) => {
      if (error instanceof CallError) refused ??= error;
    });
  }
  const deadline = performance.now() + longestMs;
  const running = async () => {
    const documents = await stack.db.getAll(...progressOf(stack, callers), { fieldMask: ['finishedAt'] });
    return documents.filter((document) => (document.get('finishedAt') ?? null) === null).length;
  };
  for (let left = await running(); left > 0; left = await running()) {
    if (refused !== undefined) throw refused;
    if (performance.now() > deadline) throw new IncompleteImportError(`${left} imports have not ended.`);
    await sleep(250);
  }
}

async function check(stack: BenchStack, callers: readonly Caller[], { tunes }: Crowd): Promise<void> {
  for (const document of await stack.db.getAll(...progressOf(stack, callers))) {
    const { status, personTunesAdded } = progressSchema.parse(document.data());
    const { count } = (await stack.db.collection(paths.userTunes(document.id)).count().get()).data();
    if (status === 'completed' && personTunesAdded === tunes && count === tunes) continue;
    throw new IncompleteImportError(`An import is ${status}: ${personTunesAdded} tunes added, ${count} stored.`);
  }
  const { count } = (await stack.db.collection(paths.tunes).count().get()).data();
  if (count !== tunes) throw new IncompleteImportError(`The catalogue has ${count} tunes.`);
}

function progressOf({ db }: BenchStack, callers: readonly Caller[]) {
  return callers.map(({ uid }) => db.collection(paths.tunebookSyncs).doc(uid));
}
