import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { makeDue } from '../knowledge/due-times.ts';
import type { Rig } from '../rig.ts';
import { deleteTune, inSequence, type Musician, recordMissing, setLearnStatus } from './musician.ts';
import { pageFaults } from './page-faults.ts';
import type { TunebookStep, UserName } from './step.ts';

/**
 * Runs one step; a sync step resolves when the sync has ended. Adds faults that took effect but are not
 * in the stub's request log to `injected`.
 */
export async function runStep(
  rig: Rig,
  musicians: ReadonlyMap<UserName, Musician>,
  step: TunebookStep,
  injected: string[],
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
      return await emulator.inject(step);
    case 'outage':
      if (theSessionProxy.disconnect() > 0) injected.push('upstream unreachable');
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
      return addPageFaults(rig, musician, step.page, step.faults);
    case 'sync': {
      for (const { page, faults } of step.faults) addPageFaults(rig, musician, page, faults);
      musician.requested.add(step.learnStatus);
      const input = { memberId: musician.memberId, learnStatus: step.learnStatus, retry: step.retry };
      const answer = await callables.call('syncTunebook', input, musician.token).catch(() => null);
      if (isComplete(answer?.body)) await recordMissing(db, musician);
      return;
    }
    case 'cancel':
      await callables.call('cancelTunebookSync', null, musician.token).catch(() => {});
      return;
    case 'set learn status':
      return await inSequence(musician, () => setLearnStatus(db, musician, step.index, step.learnStatus));
    case 'delete tune':
      return await inSequence(musician, () => deleteTune(db, musician, step.index));
    case 'expire lease':
      if (await makeDue(db.doc(`${paths.tunebookSyncs}/${musician.uid}`), 'leaseExpiresAt')) {
        injected.push('lease expired during a run');
      }
  }
}

const completeAnswer = z.object({ result: z.object({ results: z.object({ status: z.literal('completed') }) }) });

function isComplete(body: unknown): boolean {
  return completeAnswer.safeParse(body).success;
}

/** Applies the named faults to the next requests for a page of a user's tunebook, in order. */
export function addPageFaults(
  { theSession }: Rig,
  { memberId }: Musician,
  page: number,
  names: readonly string[],
): void {
  const actions = names.flatMap((name) => pageFaults[name] ?? []);
  theSession.faults.add({ match: { path: `/members/${memberId}/tunebook`, page }, actions });
}
