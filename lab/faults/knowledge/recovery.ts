import type { Firestore } from 'firebase-admin/firestore';
import { untilReached } from '../firestore-access.ts';
import type { Rig } from '../rig.ts';
import { dueFields, passEventsTime, passTime, removalsOf } from './due-times.ts';
import { type Scene, untilArrived } from './run-steps.ts';

/** Passes of the sweep after which everything must be done: seven runs, verifications, removals (the design). */
const mostPasses = 14;

/**
 * Ends every fault, then lets time go on past every lease, attempt, verification and removal, and
 * the sweep run, until nothing is owed. Returns what is still owed when it never ends.
 */
export async function recover(scene: Scene): Promise<string[]> {
  const { rig, prefix } = scene;
  await rig.calm();
  await untilArrived(rig, prefix);
  await rig.emulator.untilIdle();
  // What was in flight may have been held or delayed after the first look.
  await untilArrived(rig, prefix);
  await noteRuns(scene);
  for (let pass = 0; pass < mostPasses; pass += 1) {
    if ((await owed(rig.db, scene)).length === 0) return [];
    await passAllTime(rig, scene);
    await rig.emulator.sweep();
    await rig.emulator.untilIdle();
  }
  return await owed(rig.db, scene);
}

/** Notes how many runs of each document the faults have used up. */
async function noteRuns({ rig, ledger, runsUnderFaults }: Scene): Promise<void> {
  for (const id of ledger.ids()) {
    const document = await untilReached(() => rig.db.collection('knowledge').doc(id).get());
    runsUnderFaults.set(id, Number(document.get('sync.runs') ?? 0));
  }
}

async function passAllTime({ db }: Rig, { prefix, ledger }: Scene): Promise<void> {
  for (const id of ledger.ids()) {
    const reference = db.collection('knowledge').doc(id);
    for (const field of Object.values(dueFields)) await passTime(reference, field);
    await passEventsTime(reference);
  }
  for (const removal of await removalsOf(db, prefix)) await passTime(removal, 'nextAttemptAt');
}

/** Everything that the system still means to do, in words. */
async function owed(db: Firestore, { prefix, ledger }: Scene): Promise<string[]> {
  const found: string[] = [];
  for (const id of ledger.ids()) {
    const document = await untilReached(() => db.collection('knowledge').doc(id).get());
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
