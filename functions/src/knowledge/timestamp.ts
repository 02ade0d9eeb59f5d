import { Timestamp } from 'firebase-admin/firestore';

/** A time in epoch milliseconds, as Firestore stores it. */
export function toTimestamp(milliseconds: number | null): Timestamp | null {
  return milliseconds === null ? null : Timestamp.fromMillis(milliseconds);
}
