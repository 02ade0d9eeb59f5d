import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { makeDue } from '../knowledge/due-times.ts';
import type { Rig } from '../rig.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { syncOnceMore } from './final-sync.ts';
import { createMusician, type Musician, setLearnStatus } from './musician.ts';
import { orderPageFaults } from './run-step.ts';

/** Something that goes wrong with a tunebook at one named scenario. It returns what must hold beyond what always must. */
export interface TunebookScenario {
  name: string;
  /** How many tunes the tunebook has. */
  tunes: number;
  run(rig: Rig, musician: Musician): Promise<string[]>;
}

/** Every step at which the functions' process is killed on purpose, and orders of events that chance brings about. */
export const tunebookScenarios: readonly TunebookScenario[] = [
  {
    name: 'killed while the first page is fetched',
    tunes: 120,
    run: (rig, musician) => killWhileHeld(rig, musician, 1),
  },
  {
    name: 'killed while a later page is fetched',
    tunes: 230,
    run: (rig, musician) => killWhileHeld(rig, musician, 3),
  },
  {
    name: 'killed before its end was written',
    tunes: 3,
    async run(rig, musician) {
      // Claim, saved member and tunes, end: this is refused, and its next try a second later never comes.
      await rig.emulator.order({ kind: 'commit', nth: 4, how: 'conflict' });
      const answer = sync(rig, musician);
      await rig.emulator.untilFired('transactionConflict');
      await rig.emulator.crash();
      const answered = expected([502], [await answer]);
      const tunes = await retryUnavailable(() => rig.db.collection(paths.userTunes(musician.uid)).listDocuments());
      const status = musician.history.states.at(-1)?.status;
      const saved = musician.book.every(({ id }) => tunes.some((tune) => tune.id === String(id)));
      return saved && status === 'fetching_metadata' ? answered : [...answered, `it was ${status}, saved: ${saved}`];
    },
  },
  {
    name: 'a run whose lease went to a successor is told so, and writes nothing more',
    tunes: 120,
    async run(rig, musician) {
      const wait = { kind: 'status', status: 429, headers: { 'retry-after': '30' } } as const;
      rig.theSession.faults.add({ match: { path: path(musician), page: 2 }, actions: [wait] });
      const given = sync(rig, musician);
      // Its next write would take the lease anew: it is 15 s away once this one is seen.
      await until('the first page is told', () => musician.history.states.some(({ tunesFetched }) => tunesFetched > 0));
      await makeDue(rig.db.doc(`${paths.tunebookSyncs}/${musician.uid}`), 'leaseExpiresAt');
      const successor = await sync(rig, musician);
      return expected([409, 200], [await given, successor]);
    },
  },
  {
    name: 'of four calls at once one runs',
    tunes: 51,
    async run(rig, musician) {
      const answers = await Promise.all([1, 2, 3, 4].map(() => sync(rig, musician)));
      return expected([200, 409, 409, 409], answers.toSorted());
    },
  },
  {
    name: 'a learn status that is decided while a sync runs stays',
    tunes: 120,
    async run(rig, musician) {
      await sync(rig, musician);
      orderPageFaults(rig, musician, 2, ['slow']);
      const second = sync(rig, musician);
      await setLearnStatus(rig.db, musician, 5, 'learned');
      return expected([200], [await second]);
    },
  },
];

/** Brings a scenario about, syncs once more, and returns every promise that was not kept. */
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
  orderPageFaults(rig, musician, page, ['held']);
  const answer = sync(rig, musician);
  await rig.theSession.requests.waitFor({ path: path(musician), page });
  await until('the run is seen', () => musician.history.states.length > 0);
  await rig.emulator.crash();
  return expected([502], [await answer]);
}

/** Calls the sync, and resolves with the HTTP status of its answer. */
async function sync({ callables }: Rig, musician: Musician): Promise<number> {
  musician.asked.add('want to learn');
  return (await callables.call('syncTunebook', { memberId: musician.memberId }, musician.token)).status;
}

function expected(statuses: readonly number[], answered: readonly number[]): string[] {
  return statuses.join() === answered.join() ? [] : [`it answered ${answered}, not ${statuses}`];
}

function path({ memberId }: Musician): string {
  return `/members/${memberId}/tunebook`;
}
