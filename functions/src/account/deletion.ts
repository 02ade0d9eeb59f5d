import { type DocumentReference, FieldValue, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { deletionsPath, isSyncRunning, syncsPath } from '../tunebook/store.ts';
import type { AccountContext } from './context.ts';

/** Deletes of one batch: Firestore's limit, less the write of the progress (Firestore documentation). */
const batchSize = 499;

/**
 * How long the record of a deletion stays, in milliseconds: it keeps late calls from bringing data
 * back, which can come for as long as an ID token lasts, 1 h (decided).
 */
const recordForMs = 24 * 3_600_000;

/** A sync of the user's tunebook is running; nothing was deleted. */
export class SyncRunningError extends Error {
  override readonly name = 'SyncRunningError';
}

/** What `deleteMyData` answers. */
export interface DeletionAnswer {
  status: 'completed';
  /** Of all calls that it took together. */
  tunesDeleted: number;
}

const recordSchema = z.object({ tunesDeleted: z.int().nonnegative(), startedAt: z.instanceof(Timestamp) });

/**
 * Deletes a user's tunes, progress document, profile and account, and reports on it in
 * `accountDeletions/{uid}`. From its first write on no sync of theirs begins any more. When it is
 * cut short, another call goes on where it ended; one after the end changes nothing.
 *
 * Throws SyncRunningError, or what Firestore or Auth threw.
 */
export async function deleteAccount(context: AccountContext, uid: string): Promise<DeletionAnswer> {
  const { db, now } = context;
  const record = db.collection(deletionsPath).doc(uid);
  await begin(context, uid, record);
  const profile = db.collection('users').doc(uid);
  const tunes = await profile.collection('tunes').listDocuments();
  for (let start = 0; start < tunes.length; start += batchSize) {
    const part = tunes.slice(start, start + batchSize);
    const batch = db.batch();
    for (const tune of part) batch.delete(tune);
    const tunesDeleted = FieldValue.increment(part.length);
    batch.update(record, { tunesDeleted, updatedAt: Timestamp.fromMillis(now()) });
    await batch.commit();
  }
  await Promise.all([profile.delete(), db.collection(syncsPath).doc(uid).delete()]);
  // Last: whoever still has an account can call again.
  await context.deleteUser(uid);
  return await end(context, uid, record);
}

async function begin({ db, now, log }: AccountContext, uid: string, record: DocumentReference): Promise<void> {
  const sync = db.collection(syncsPath).doc(uid);
  await db.runTransaction(async (transaction) => {
    const [running, earlier] = await transaction.getAll(sync, record);
    if (isSyncRunning(running?.data(), now())) {
      throw new SyncRunningError('A sync of your tunebook is running. Cancel it or wait for its end, then try again.');
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
