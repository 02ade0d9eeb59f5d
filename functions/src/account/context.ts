import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';

/** What the account functions work with. */
export interface AccountContext {
  db: Firestore;
  /** Whether to delete the profile document and the Auth account, too; false where another app owns them. */
  deletesAccounts: boolean;
  /** Deletes the Auth account. Succeeds when it no longer exists. */
  deleteUser(uid: string): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
  log: Log;
}
