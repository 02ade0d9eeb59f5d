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

/** What is checked of a user once their last sync, without faults, has been answered. */
export interface LastSync {
  musician: Musician;
  answer: CallAnswer;
  /** How many tunes they had before it. */
  ownedBefore: number;
}

/** Checks everything that must hold of a user's tunebook in the end. */
export async function tunebookViolations(db: Firestore, last: LastSync): Promise<Violation[]> {
  const { musician } = last;
  const collection = await retryUnavailable(() => db.collection(paths.userTunes(musician.uid)).get());
  const tunes = collection.docs.map((document) => ({ id: document.id, ...storedTune.parse(document.data()) }));
  const lost = (what: string): Violation => ({ kind: 'lost', what: `${musician.uid}: ${what}` });
  const found: Violation[] = illegalProgress(musician.history).map((what) => ({ kind: 'illegal transition', what }));

  const expected = new Set([...musician.book.map(({ id }) => String(id)), ...musician.decided.keys()]);
  const held = new Set(tunes.map(({ id }) => id));
  const missing = [...expected].filter((id) => !held.has(id));
  const surplus = [...held].filter((id) => !expected.has(id));
  if (missing.length > 0) found.push(lost(`${missing.length} tunes, ${missing[0]} first`));
  if (surplus.length > 0) found.push({ kind: 'orphan', what: `${surplus.length} tunes, ${surplus[0]} first` });
  const { size } = musician.missing;
  if (size > 0) found.push(lost(`${size} tunes, when a sync was completed, ${[...musician.missing][0]} first`));
  for (const { id, learnStatus, learnedAt, notes } of tunes) {
    const { owned, deleted } = musician;
    if (owned.has(id) && !deleted.has(id) && notes !== 'mine') found.push(lost(`the notes of ${id}`));
    const decided = musician.decided.get(id);
    const right =
      decided === undefined ? [...musician.asked].some((asked) => asked === learnStatus) : learnStatus === decided;
    if (!right) found.push(lost(`the learn status of ${id}: ${learnStatus}, not ${decided ?? [...musician.asked]}`));
    if ((learnStatus === 'learned') !== (learnedAt !== undefined)) found.push(lost(`when ${id} was learned`));
  }
  return [...found, ...(await catalogueViolations(db, musician)), ...lastSyncViolations(last, tunes.length)];
}

async function catalogueViolations(db: Firestore, { book }: Musician): Promise<Violation[]> {
  if (book.length === 0) return [];
  const references = book.map(({ id }) => db.doc(`${paths.tunes}/${id}`));
  const snapshots = await retryUnavailable(() => db.getAll(...references));
  return snapshots.flatMap((snapshot, place): Violation[] => {
    const tune = book[place];
    if (tune === undefined || !snapshot.exists) return [{ kind: 'lost', what: `${snapshot.id} from the catalogue` }];
    const same = snapshot.get('name') === tune.name && snapshot.get('type') === titleCase(tune.type);
    return same ? [] : [{ kind: 'lost', what: `name or type of ${snapshot.id} in the catalogue` }];
  });
}

function lastSyncViolations({ musician, answer, ownedBefore }: LastSync, ownedAfter: number): Violation[] {
  const read = answerSchema.safeParse(answer.body);
  if (!read.success) return [{ kind: 'stuck', what: `the last sync answered ${JSON.stringify(answer).slice(0, 300)}` }];
  const state = musician.history.states.at(-1);
  if (state === undefined || !isTerminal(state))
    return [{ kind: 'stuck', what: `${musician.uid} is ${state?.status}` }];
  const { results } = read.data.result;
  const size = musician.book.length;
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
    const told = z.record(z.string(), z.unknown()).parse(results)[field];
    const shown = z.record(z.string(), z.unknown()).parse(state)[field];
    if (told === value && shown === value) return [];
    return [{ kind: 'miscount', what: `${field}: answered ${told}, shown ${shown}, true ${value}` }];
  });
}
