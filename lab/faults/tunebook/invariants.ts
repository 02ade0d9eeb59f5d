import type { Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { titleCase } from '../../../functions/src/tunebook/tune.ts';
import type { CallAnswer } from '../callables.ts';
import { retryUnavailable } from '../firestore-access.ts';
import type { Violation } from '../violation.ts';
import type { Musician } from './musician.ts';
import { illegalProgress, isTerminal } from './progress-history.ts';

const storedTune = z.object({
  tuneId: z.int(),
  name: z.string(),
  type: z.string(),
  learnStatus: z.string(),
  learnedAt: z.unknown().optional(),
  notes: z.string().optional(),
});

const answerSchema = z.object({
  result: z.object({
    success: z.literal(true),
    results: z.object({
      status: z.string(),
      progressPercent: z.number(),
      tunesFetched: z.number(),
      tunesTotal: z.number(),
      personTunesAdded: z.number(),
      personTunesSkipped: z.number(),
      errorCount: z.number(),
    }),
  }),
});

/** A user's final sync, which ran without faults. */
export interface FinalSync {
  musician: Musician;
  answer: CallAnswer;
  /** Tunes in the collection before it. */
  ownedBefore: number;
}

/** Checks every invariant of a user's collection and progress. */
export async function tunebookViolations(db: Firestore, last: FinalSync): Promise<Violation[]> {
  const { musician } = last;
  const collection = await retryUnavailable(() => db.collection(paths.userTunes(musician.uid)).get());
  const tunes = collection.docs.map((document) => ({ id: document.id, ...storedTune.parse(document.data()) }));
  const lost = (what: string): Violation => ({ kind: 'lost', what: `${musician.uid}: ${what}` });
  const found: Violation[] = illegalProgress(musician.history).map((what) => ({ kind: 'illegal transition', what }));

  const expected = new Set([...musician.tunebook.map(({ id }) => String(id)), ...musician.chosen.keys()]);
  const held = new Set(tunes.map(({ id }) => id));
  const missing = [...expected].filter((id) => !held.has(id));
  const unexpected = [...held].filter((id) => !expected.has(id));
  if (missing.length > 0) found.push(lost(`${missing.length} tunes, ${missing[0]} first`));
  if (unexpected.length > 0) found.push({ kind: 'orphan', what: `${unexpected.length} tunes, ${unexpected[0]} first` });
  for (const { id, learnStatus, learnedAt, notes } of tunes) {
    if (musician.owned.has(id) && notes !== 'mine') found.push(lost(`the notes of ${id}`));
    const chosen = musician.chosen.get(id);
    const right =
      chosen === undefined ? [...musician.requested].some((status) => status === learnStatus) : learnStatus === chosen;
    if (!right) found.push(lost(`the learn status of ${id}: ${learnStatus}, not ${chosen ?? [...musician.requested]}`));
    if ((learnStatus === 'learned') !== (learnedAt !== undefined)) found.push(lost(`when ${id} was learned`));
  }
  return [...found, ...(await catalogueViolations(db, musician)), ...finalSyncViolations(last, tunes.length)];
}

async function catalogueViolations(db: Firestore, { tunebook }: Musician): Promise<Violation[]> {
  if (tunebook.length === 0) return [];
  const references = tunebook.map(({ id }) => db.doc(`${paths.tunes}/${id}`));
  const snapshots = await retryUnavailable(() => db.getAll(...references));
  return snapshots.flatMap((snapshot, index): Violation[] => {
    const tune = tunebook[index];
    if (tune === undefined || !snapshot.exists) return [{ kind: 'lost', what: `${snapshot.id} from the catalogue` }];
    const same = snapshot.get('name') === tune.name && snapshot.get('type') === titleCase(tune.type);
    return same ? [] : [{ kind: 'lost', what: `name or type of ${snapshot.id} in the catalogue` }];
  });
}

function finalSyncViolations({ musician, answer, ownedBefore }: FinalSync, ownedAfter: number): Violation[] {
  const read = answerSchema.safeParse(answer.body);
  if (!read.success)
    return [{ kind: 'stuck', what: `the final sync answered ${JSON.stringify(answer).slice(0, 300)}` }];
  const state = musician.history.states.at(-1);
  if (state === undefined || !isTerminal(state))
    return [{ kind: 'stuck', what: `${musician.uid} is ${state?.status}` }];
  const { results } = read.data.result;
  const size = musician.tunebook.length;
  const expected = {
    status: 'completed',
    progressPercent: 100,
    tunesFetched: size,
    tunesTotal: size,
    personTunesAdded: ownedAfter - ownedBefore,
    personTunesSkipped: size - (ownedAfter - ownedBefore),
    errorCount: 0,
  };
  return Object.entries(expected).flatMap(([field, value]): Violation[] => {
    const answered = z.record(z.string(), z.unknown()).parse(results)[field];
    const shown = z.record(z.string(), z.unknown()).parse(state)[field];
    if (answered === value && shown === value) return [];
    return [{ kind: 'miscount', what: `${field}: answered ${answered}, shown ${shown}, expected ${value}` }];
  });
}
