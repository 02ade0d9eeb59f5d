import type { Firestore } from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import type { Rig } from '../rig.ts';
import { agePending, dueFields, makeDue, removalsOf } from './due-times.ts';
import { type TrialContext, untilProcessed } from './run-steps.ts';

/** Passes of the sweep after which everything must be done: seven runs, verifications, removals (the design). */
const mostPasses = 14;

/**
 * Ends every fault, then lets time go on past every lease, attempt, verification and removal, and
 * the sweep run, until nothing is outstanding. Returns what is still outstanding when it never ends.
 */
export async function recover(context: TrialContext): Promise<string[]> {
  const { rig, prefix } = context;
  await rig.calm();
  await untilProcessed(rig, prefix);
  await rig.emulator.untilIdle();
  // What was in flight may have been held or delayed after the first look.
  await untilProcessed(rig, prefix);
  await recordRuns(context);
  for (let pass = 0; pass < mostPasses; pass += 1) {
    if ((await outstanding(rig.db, context)).length === 0) return [];
    await makeEverythingDue(rig, context);
    await rig.emulator.sweep();
    await rig.emulator.untilIdle();
  }
  return await outstanding(rig.db, context);
}

/** Notes how many runs of each document the faults have used up. */
async function recordRuns({ rig, writes, runsUnderFaults }: TrialContext): Promise<void> {
  for (const id of writes.ids()) {
    const document = await retryUnavailable(() => rig.db.collection(paths.knowledge).doc(id).get());
    runsUnderFaults.set(id, Number(document.get('sync.runs') ?? 0));
  }
}

async function makeEverythingDue({ db }: Rig, { prefix, writes }: TrialContext): Promise<void> {
  for (const id of writes.ids()) {
    const reference = db.collection(paths.knowledge).doc(id);
    for (const field of Object.values(dueFields)) await makeDue(reference, field);
    await agePending(reference);
  }
  for (const removal of await removalsOf(db, prefix)) await makeDue(removal, 'nextAttemptAt');
}

/** Everything that the system still means to do, in words. */
async function outstanding(db: Firestore, { prefix, writes }: TrialContext): Promise<string[]> {
  const found: string[] = [];
  for (const id of writes.ids()) {
    const document = await retryUnavailable(() => db.collection(paths.knowledge).doc(id).get());
    if (!document.exists) continue;
    const status: unknown = document.get('sync.status');
    if (status === 'pending' || status === 'syncing') found.push(`${id} is ${status}`);
    for (const field of Object.values(dueFields)) {
      if ((document.get(field) ?? null) !== null) found.push(`${id} has ${field}`);
    }
  }
  const removals = await removalsOf(db, prefix);
  return [...found, ...removals.map(({ id }) => `the removal of ${id}`)];
}
