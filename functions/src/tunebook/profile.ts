import type { DocumentReference, Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';

const profileSchema = z.object({ thesessionMemberId: z.int().positive() });

/** The member whose tunebook a user syncs when none is named; null when none is saved. */
export async function readSavedMember(db: Firestore, uid: string): Promise<number | null> {
  const profile = profileSchema.safeParse((await profileDocument(db, uid).get()).data());
  return profile.success ? profile.data.thesessionMemberId : null;
}

/** Saves the member for the next time; the rest of the profile stays. */
export async function saveMember(db: Firestore, uid: string, memberId: number): Promise<void> {
  await profileDocument(db, uid).set({ thesessionMemberId: memberId }, { merge: true });
}

function profileDocument(db: Firestore, uid: string): DocumentReference {
  return db.collection('users').doc(uid);
}
