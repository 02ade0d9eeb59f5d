import { type DocumentReference, FieldValue, type Firestore } from 'firebase-admin/firestore';
import type { LearnStatus } from '../shared/learn-status.ts';
import { paths } from '../shared/paths.ts';
import type { TunebookContext } from './context.ts';
import { deletionRecord, LeavingError } from './leaving.ts';
import type { Tune } from './tune.ts';
import { createMissing, type NewDocument, withoutExisting } from './writes.ts';

/**
 * Adds tunes to the shared catalogue unless they are in it; returns how many were new. An entry is
 * written once and never refreshed.
 */
export async function addToCatalogue({ db, turns }: TunebookContext, tunes: readonly Tune[]): Promise<number> {
  if (tunes.length === 0) return 0;
  const documents = tunes.map((tune) => catalogueDocument(db, tune));
  return await turns.catalogue(async () => {
    // Most tunes exist, and a batch that creates an existing document fails.
    return await createMissing({ db, commit: turns.commit }, await withoutExisting(db, documents));
  });
}

/** Whose collection tunes are added to, and how. */
interface Addition {
  uid: string;
  learnStatus: LearnStatus;
  /** Called right before each commit; throws to prevent it. */
  confirm: () => Promise<void>;
}

/**
 * Adds tunes to the user's collection unless they are in it; returns how many were new. Throws
 * LeavingError when the user's data is being deleted.
 */
export async function addToCollection(
  { db, turns }: TunebookContext,
  tunes: readonly Tune[],
  { uid, learnStatus, confirm }: Addition,
): Promise<number> {
  const documents = tunes.map((tune) => ownDocument(db, { uid, tune, learnStatus }));
  // A commit that was sent before a deletion began may arrive after it.
  const guard = { reference: deletionRecord(db, uid), error: new LeavingError() };
  return await createMissing({ db, commit: turns.commit, confirm, guard }, documents);
}

function catalogueDocument(db: Firestore, tune: Tune): NewDocument {
  return {
    reference: db.collection(paths.tunes).doc(String(tune.tuneId)),
    data: { ...tune, createdAt: FieldValue.serverTimestamp() },
  };
}

function ownDocument(
  db: Firestore,
  { uid, tune, learnStatus }: { uid: string; tune: Tune; learnStatus: LearnStatus },
): NewDocument {
  const { tuneId, name, type } = tune;
  const now = FieldValue.serverTimestamp();
  const learned = learnStatus === 'learned' ? { learnedAt: now } : {};
  return {
    reference: ownTune(db, uid, tuneId),
    data: { tuneId, name, type, learnStatus, ...learned, addedAt: now, source: 'thesession.org' },
  };
}

/**
 * Returns a function that leaves out the tunes that a user owns. It reads the tunes it is given, or
 * nothing more once one query has found the collection empty.
 */
export function createOwnedFilter(db: Firestore, uid: string): (tunes: readonly Tune[]) => Promise<Tune[]> {
  let empty: Promise<boolean> | undefined;
  return async (tunes) => {
    empty ??= db
      .collection(paths.userTunes(uid))
      .select()
      .limit(1)
      .get()
      .then((found) => found.empty);
    if (await empty) return [...tunes];
    const items = tunes.map((tune) => ({ reference: ownTune(db, uid, tune.tuneId), tune }));
    return (await withoutExisting(db, items)).map(({ tune }) => tune);
  };
}

function ownTune(db: Firestore, uid: string, tuneId: number): DocumentReference {
  return db.collection(paths.userTunes(uid)).doc(String(tuneId));
}
