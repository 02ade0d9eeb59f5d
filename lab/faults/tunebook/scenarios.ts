import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { makeDue } from '../knowledge/due-times.ts';
import type { Rig } from '../rig.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { syncOnceMore } from './final-sync.ts';
import { createMusician, type Musician, setLearnStatus } from './musician.ts';
import { pageFaults } from './page-faults.ts';

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
  {
    name: 'a run that lost its lease answers 409 and writes nothing more',
    tunes: 120,
    async run(rig, musician) {
      const hold = { kind: 'hold' } as const;
      // Each held request times out and is retried.
      rig.theSession.faults.add({ match: { path: path(musician), page: 2 }, actions: [hold, hold, hold] });
      const first = sync(rig, musician);
      // The next renewal of the lease is 15 s after the write seen here.
      await until('the listener has seen page 1', () =>
        musician.history.states.some(({ tunesFetched }) => tunesFetched > 0),
      );
      await makeDue(rig.db.doc(`${paths.tunebookSyncs}/${musician.uid}`), 'leaseExpiresAt');
      const successor = await sync(rig, musician);
      return expected([409, 200], [await first, successor]);
    },
  },
  {
    name: 'only one of four concurrent calls runs',
    tunes: 51,
    async run(rig, musician) {
      const answers = await Promise.all([1, 2, 3, 4].map(() => sync(rig, musician)));
      return expected([200, 409, 409, 409], answers.toSorted());
    },
  },
  {
    name: 'a learn status set during a sync is kept',
    tunes: 120,
    async run(rig, musician) {
      await sync(rig, musician);
      addPageFault(rig, musician, 2, 'slow');
      const second = sync(rig, musician);
      await setLearnStatus(rig.db, musician, 5, 'learned');
      return expected([200], [await second]);
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
  addPageFault(rig, musician, page, 'held');
  const answer = sync(rig, musician);
  await rig.theSession.requests.waitFor({ path: path(musician), page });
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

function path({ memberId }: Musician): string {
  return `/members/${memberId}/tunebook`;
}

/** Applies a named fault to the next request for a page of a user's tunebook. */
function addPageFault({ theSession }: Rig, musician: Musician, page: number, name: string): void {
  const action = pageFaults[name];
  if (action !== undefined) theSession.faults.add({ match: { path: path(musician), page }, actions: [action] });
}
