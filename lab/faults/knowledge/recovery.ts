import type { Firestore } from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import type { Rig } from '../rig.ts';
import { agePending, dueFields, makeDue, removalsOf } from './due-times.ts';
import { type TrialContext, untilProcessed } from './trial-context.ts';

/** Enough sweeps for seven runs, a verification after each, and the removals. */
const maxSweeps = 14;

/**
 * Ends every fault, then repeatedly makes everything due and runs the sweep until no work is left.
 * Returns the work that is left after the last sweep.
 */
export async function recover(context: TrialContext): Promise<string[]> {
  const { rig, prefix } = context;
  await rig.endFaults();
  await untilProcessed(rig, prefix);
  await rig.emulator.untilIdle();
  // Requests sent after the first check can be held or delayed too.
  await untilProcessed(rig, prefix);
  for (let sweep = 0; sweep < maxSweeps; sweep += 1) {
    if ((await outstanding(rig.db, context)).length === 0) return [];
    await makeEverythingDue(rig, context);
    await rig.emulator.sweep();
    await rig.emulator.untilIdle();
  }
  return await outstanding(rig.db, context);
}

async function makeEverythingDue({ db }: Rig, { prefix, writes }: TrialContext): Promise<void> {
  for (const id of writes.ids()) {
    const reference = db.collection(paths.knowledge).doc(id);
    for (const field of Object.values(dueFields)) await makeDue(reference, field);
    await agePending(reference);
  }
  for (const removal of await removalsOf(db, prefix)) {
    for (const field of ['listAfter', 'nextAttemptAt']) await makeDue(removal, field);
  }
}

/** Descriptions of all work that is left. */
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
