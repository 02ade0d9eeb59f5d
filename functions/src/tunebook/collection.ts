import { type CollectionReference, FieldPath, FieldValue, type Firestore } from 'firebase-admin/firestore';
import type { LearnStatus } from './learn-status.ts';
import { createMissing } from './new-documents.ts';
import type { Tune } from './tune.ts';

/**
 * Documents of one query of ids: larger ones stalled in the local emulator (measured with 2 000 and
 * 3 000), and a page of 500 costs no more in production.
 */
const idsAtOnce = 500;

/** The ids of all tunes in a user's collection, as document ids. */
export async function readOwnedTunes(db: Firestore, uid: string): Promise<ReadonlySet<string>> {
  const owned = new Set<string>();
  const ids = tunesOf(db, uid).select().orderBy(FieldPath.documentId()).limit(idsAtOnce);
  let page = await ids.get();
  for (;;) {
    for (const { id } of page.docs) owned.add(id);
    const last = page.docs.at(-1);
    if (last === undefined || page.size < idsAtOnce) return owned;
    page = await ids.startAfter(last).get();
  }
}

/** Adds tunes, at most 500, to a user's collection, and returns how many were added; one that is there is never changed. */
export async function addToCollection(
  db: Firestore,
  uid: string,
  tunes: readonly Tune[],
  learnStatus: LearnStatus,
): Promise<number> {
  const collection = tunesOf(db, uid);
  const now = FieldValue.serverTimestamp();
  return await createMissing(
    db,
    tunes.map(({ tuneId, name, type }) => ({
      reference: collection.doc(String(tuneId)),
      data: {
        tuneId,
        name,
        type,
        learnStatus,
        ...(learnStatus === 'learned' ? { learnedAt: now } : {}),
        addedAt: now,
        source: 'thesession.org',
      },
    })),
  );
}

function tunesOf(db: Firestore, uid: string): CollectionReference {
  return db.collection('users').doc(uid).collection('tunes');
}
