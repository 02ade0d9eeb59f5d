import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';

/** What the deletion of an account works with. */
export interface AccountContext {
  db: Firestore;
  /** Deletes a user's account; one that is gone already is success. */
  deleteUser(uid: string): Promise<void>;
  /** The time, in epoch milliseconds. */
  now(): number;
  log: Log;
}
