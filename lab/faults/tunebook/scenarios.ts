import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import type { Rig } from '../rig.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { syncOnceMore } from './final-sync.ts';
import { createMusician, type Musician } from './musician.ts';

/** A fault at one specific point of a tunebook sync. */
export interface TunebookScenario {
  name: string;
  /** Size of the tunebook. */
  tunes: number;
  /** Causes the fault and returns the problems found beyond the invariants. */
  run(rig: Rig, musician: Musician): Promise<string[]>;
}

export const tunebookScenarios: readonly TunebookScenario[] = [
  {
    name: 'recovers when the process is killed during page 1',
    tunes: 120,
    run: (rig, musician) => killWhileHeld(rig, musician, 1),
  },
  {
    name: 'recovers when the process is killed during a later page',
    tunes: 230,
    run: (rig, musician) => killWhileHeld(rig, musician, 3),
  },
  {
    name: 'recovers when the process is killed before the end is written',
    tunes: 3,
    async run(rig, musician) {
      // Commit 1 is the claim, 2 the member id, 3 the tunes, 4 the end, which fails and is never retried.
      await rig.emulator.inject({ kind: 'commit', nth: 4 });
      const answer = sync(rig, musician);
      await rig.emulator.untilFired('transactionConflict');
      await rig.emulator.crash();
      const answered = expected([502], [await answer]);
      const tunes = await retryUnavailable(() => rig.db.collection(paths.userTunes(musician.uid)).listDocuments());
      const status = musician.history.states.at(-1)?.status;
      const saved = musician.tunebook.every(({ id }) => tunes.some((tune) => tune.id === String(id)));
      return saved && status === 'fetching_metadata'
        ? answered
        : [...answered, `the sync was ${status}, all tunes saved: ${saved}`];
    },
  },
];

/** Runs a scenario, syncs once more and returns every violation. */
export async function runTunebookScenario(rig: Rig, { tunes, run }: TunebookScenario): Promise<(Violation | string)[]> {
  const musician = await createMusician(rig, { tunes, variant: 3 }, 3);
  try {
    const found = await run(rig, musician);
    return [...found, ...(await syncOnceMore(rig, musician))];
  } finally {
    musician.history.close();
  }
}

async function killWhileHeld(rig: Rig, musician: Musician, page: number): Promise<string[]> {
  const match = { path: `/members/${musician.memberId}/tunebook`, page };
  rig.theSession.faults.add({ match, actions: [{ kind: 'hold' }] });
  const answer = sync(rig, musician);
  await rig.theSession.requests.waitFor(match);
  await until('the listener has seen the run', () => musician.history.states.length > 0);
  await rig.emulator.crash();
  return expected([502], [await answer]);
}

/** Returns the HTTP status of the answer. */
async function sync({ callables }: Rig, musician: Musician): Promise<number> {
  musician.requested.add('want to learn');
  return (await callables.call('syncTunebook', { memberId: musician.memberId }, musician.token)).status;
}

function expected(statuses: readonly number[], answered: readonly number[]): string[] {
  return statuses.join() === answered.join() ? [] : [`answered ${answered} instead of ${statuses}`];
}
