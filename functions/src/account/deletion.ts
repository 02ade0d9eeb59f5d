import { type DocumentReference, FieldValue, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../shared/paths.ts';
import { isSyncRunning } from '../tunebook/store.ts';
import type { AccountContext } from './context.ts';

/** Deletions in one batch: Firestore takes 500 writes, and one is the progress. */
const batchSize = 499;

/**
 * How long the record of a deletion is kept, in milliseconds. While it exists no sync can start, and an
 * ID token of the deleted account stays valid for up to 1 h.
 */
const recordForMs = 24 * 3_600_000;

/** Nothing was deleted because a sync of the user is running. */
export class SyncRunningError extends Error {
  override readonly name = 'SyncRunningError';
}

/** The answer of `deleteMyData`. */
export interface DeletionAnswer {
  status: 'completed';
  /** By all calls together, if it took several. */
  tunesDeleted: number;
}

const recordSchema = z.object({ tunesDeleted: z.int().nonnegative(), startedAt: z.instanceof(Timestamp) });

/**
 * Deletes a user's tunes, progress document, profile and account, and records it in
 * `accountDeletions/{uid}`. From the first write on no sync of theirs can start. A call that was cut
 * short is continued by the next one; a call after the end changes nothing. Throws SyncRunningError, or
 * what Firestore or Auth threw.
 */
export async function deleteAccount(context: AccountContext, uid: string): Promise<DeletionAnswer> {
  const { db, now } = context;
  const record = db.collection(paths.accountDeletions).doc(uid);
  await begin(context, uid, record);
  const profile = db.collection(paths.users).doc(uid);
  const tunes = await db.collection(paths.userTunes(uid)).listDocuments();
  for (let start = 0; start < tunes.length; start += batchSize) {
    const part = tunes.slice(start, start + batchSize);
    const batch = db.batch();
    for (const tune of part) batch.delete(tune);
    const tunesDeleted = FieldValue.increment(part.length);
    batch.update(record, { tunesDeleted, updatedAt: Timestamp.fromMillis(now()) });
    await batch.commit();
  }
  await Promise.all([profile.delete(), db.collection(paths.tunebookSyncs).doc(uid).delete()]);
  // Last, since only a user with an account can call again.
  await context.deleteUser(uid);
  return await end(context, uid, record);
}

async function begin({ db, now, log }: AccountContext, uid: string, record: DocumentReference): Promise<void> {
  const sync = db.collection(paths.tunebookSyncs).doc(uid);
  await db.runTransaction(async (transaction) => {
    const [running, earlier] = await transaction.getAll(sync, record);
    if (isSyncRunning(running?.data(), now())) {
      throw new SyncRunningError('Your import is still running. Cancel it or wait until it ends, then try again.');
    }
    const begun = recordSchema.safeParse(earlier?.data());
    const at = Timestamp.fromMillis(now());
    transaction.set(record, {
      status: 'deleting',
      tunesDeleted: begun.success ? begun.data.tunesDeleted : 0,
      startedAt: begun.success ? begun.data.startedAt : at,
      updatedAt: at,
      finishedAt: null,
      expiresAt: null,
    });
  });
  log('INFO', 'account.deletion_started', { uid });
}

async function end({ now, log }: AccountContext, uid: string, record: DocumentReference): Promise<DeletionAnswer> {
  const at = now();
  const finished = { finishedAt: Timestamp.fromMillis(at), expiresAt: Timestamp.fromMillis(at + recordForMs) };
  await record.update({ status: 'completed', updatedAt: finished.finishedAt, ...finished });
  const { tunesDeleted, startedAt } = recordSchema.parse((await record.get()).data());
  log('INFO', 'account.deleted', { uid, tunesDeleted, durationMs: at - startedAt.toMillis() });
  return { status: 'completed', tunesDeleted };
}
