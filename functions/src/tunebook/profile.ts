import type { DocumentReference, Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../shared/paths.ts';
import { deletionRecord } from './leaving.ts';

const profileSchema = z.object({ thesessionMemberId: z.int().positive() });

/** The saved member of a profile; null when none or an invalid one is saved. */
export function savedMemberOf(data: unknown): number | null {
  const profile = profileSchema.safeParse(data);
  return profile.success ? profile.data.thesessionMemberId : null;
}

/** Saves the member and leaves the rest of the profile alone. Fails when the user's data is being deleted. */
export async function saveMember(db: Firestore, uid: string, memberId: number): Promise<void> {
  const batch = db.batch();
  batch.delete(deletionRecord(db, uid), { exists: false });
  batch.set(profileDocument(db, uid), { thesessionMemberId: memberId }, { merge: true });
  await batch.commit();
}

export function profileDocument(db: Firestore, uid: string): DocumentReference {
  return db.collection(paths.users).doc(uid);
}
