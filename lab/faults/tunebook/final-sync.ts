import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { makeDue } from '../knowledge/due-times.ts';
import type { Rig } from '../rig.ts';
import type { Violation } from '../violation.ts';
import { tunebookViolations } from './invariants.ts';
import type { Musician } from './musician.ts';

/**
 * Ends every fault, expires the lease of an interrupted run, syncs once more and returns every violation.
 *
 * @throws WaitTimeoutError when the functions never become idle.
 */
export async function syncOnceMore(rig: Rig, musician: Musician): Promise<Violation[]> {
  const { db, callables, emulator } = rig;
  await rig.endFaults();
  await emulator.untilIdle();
  await makeDue(db.doc(`${paths.tunebookSyncs}/${musician.uid}`), 'leaseExpiresAt');
  const tunes = db.collection(paths.userTunes(musician.uid));
  const ownedBefore = (await retryUnavailable(() => tunes.select().get())).size;
  musician.requested.add('learning');
  const input = { memberId: musician.memberId, learnStatus: 'learning' };
  const answer = await callables.call('syncTunebook', input, musician.token);
  await emulator.untilIdle();
  return await tunebookViolations(db, { musician, answer, ownedBefore });
}
