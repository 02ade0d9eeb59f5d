import type { DocumentReference, Firestore } from 'firebase-admin/firestore';
import { paths } from '../shared/paths.ts';

/** The user's data is deleted or being deleted: nothing of theirs may be written. */
export class LeavingError extends Error {
  override readonly name = 'LeavingError';
}

/** The document that exists from the beginning of a user's deletion until a day later. */
export function deletionRecord(db: Firestore, uid: string): DocumentReference {
  return db.collection(paths.accountDeletions).doc(uid);
}
