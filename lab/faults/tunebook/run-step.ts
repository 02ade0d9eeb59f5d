import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { makeDue } from '../knowledge/due-times.ts';
import type { Rig } from '../rig.ts';
import { deleteTune, inSequence, type Musician, recordMissing, setLearnStatus } from './musician.ts';
import { pageFaults } from './page-faults.ts';
import type { TunebookStep, UserName } from './step.ts';

/**
 * Carries one step out; resolves once it is done, which for a sync is its end. Faults that meet no
 * request in particular are added to `met` when they met something.
 */
export async function runStep(
  rig: Rig,
  musicians: ReadonlyMap<UserName, Musician>,
  step: TunebookStep,
  met: string[],
): Promise<void> {
  const { db, callables, emulator, theSession, theSessionProxy } = rig;
  const musician = 'user' in step ? musicians.get(step.user) : undefined;
  switch (step.kind) {
    case 'release':
      theSession.release();
      return;
    case 'crash':
      return await emulator.crash();
    case 'commit':
      return await emulator.order(step);
    case 'outage':
      if (theSessionProxy.disconnect() > 0) met.push('connections broken, new ones refused');
      await sleep(step.ms);
      return await theSessionProxy.restore();
    case 'overload':
      Object.assign(theSession.settings, { maxInFlight: step.atOnce, latencyMs: 30 });
      await sleep(step.ms);
      Object.assign(theSession.settings, { maxInFlight: null, latencyMs: 0 });
  }
  if (musician === undefined) return;
  switch (step.kind) {
    case 'upstream':
      return orderPageFaults(rig, musician, step.page, step.faults);
    case 'sync': {
      for (const { page, faults } of step.meets) orderPageFaults(rig, musician, page, faults);
      musician.asked.add(step.learnStatus);
      const input = { memberId: musician.memberId, learnStatus: step.learnStatus, retry: step.retry };
      const answer = await callables.call('syncTunebook', input, musician.token).catch(() => null);
      if (isComplete(answer?.body)) await recordMissing(db, musician);
      return;
    }
    case 'cancel':
      await callables.call('cancelTunebookSync', null, musician.token).catch(() => {});
      return;
    case 'learn':
      return await inSequence(musician, () => setLearnStatus(db, musician, step.place, step.learnStatus));
    case 'forget':
      return await inSequence(musician, () => deleteTune(db, musician, step.place));
    case 'expire lease':
      if (await makeDue(db.doc(`${paths.tunebookSyncs}/${musician.uid}`), 'leaseExpiresAt')) {
        met.push('run given up while it goes on');
      }
  }
}

const completeAnswer = z.object({ result: z.object({ results: z.object({ status: z.literal('completed') }) }) });

function isComplete(body: unknown): boolean {
  return completeAnswer.safeParse(body).success;
}

/** Orders faults of the table for the next requests for a page of a user's tunebook, one after the other. */
export function orderPageFaults(
  { theSession }: Rig,
  { memberId }: Musician,
  page: number,
  names: readonly string[],
): void {
  const actions = names.flatMap((name) => pageFaults[name] ?? []);
  theSession.faults.add({ match: { path: `/members/${memberId}/tunebook`, page }, actions });
}
