import { type CollectionReference, FieldValue, type Firestore } from 'firebase-admin/firestore';
import type { LearnStatus } from '../shared/learn-status.ts';
import type { NewDocument } from './new-documents.ts';
import type { Tune } from './tune.ts';

/**
 * The ids of all tunes in a user's collection, as document ids. Asks for the list of references: one
 * plain request for thousands, where a query streams them document by document (measured on the
 * local emulator with 2 000: 30 ms against 45).
 */
export async function readOwnedTunes(db: Firestore, uid: string): Promise<ReadonlySet<string>> {
  return new Set((await tunesOf(db, uid).listDocuments()).map(({ id }) => id));
}

/** A tune in a user's own collection, as it is when it is added. */
export function ownDocument(db: Firestore, uid: string, tune: Tune, learnStatus: LearnStatus): NewDocument {
  const { tuneId, name, type } = tune;
  const now = FieldValue.serverTimestamp();
  const learned = learnStatus === 'learned' ? { learnedAt: now } : {};
  return {
    reference: tunesOf(db, uid).doc(String(tuneId)),
    data: { tuneId, name, type, learnStatus, ...learned, addedAt: now, source: 'thesession.org' },
  };
}

function tunesOf(db: Firestore, uid: string): CollectionReference {
  return db.collection('users').doc(uid).collection('tunes');
}
