import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../shared/paths.ts';
import { deletionRecord } from '../tunebook/leaving.ts';
import { isSyncRunning } from '../tunebook/store.ts';
import type { AccountContext } from './context.ts';

/** Deletions in one batch: Firestore takes 500 writes, and one is the progress. */
const batchSize = 499;

/**
 * How long the record of a deletion is kept, in milliseconds. While it exists the user can write
 * nothing, and an ID token of the deleted account stays valid for up to 1 h.
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
 * Deletes a user's progress document, tunes, profile and account, and records it in
 * `accountDeletions/{uid}`. Once the record exists, nothing can be written for this user: every write of a
 * sync fails, and the rules refuse those of a client. The next call continues one that was cut short; a
 * call after the end changes nothing. Throws SyncRunningError, or what Firestore or Auth threw.
 */
export async function deleteAccount(context: AccountContext, uid: string): Promise<DeletionAnswer> {
  await begin(context, uid);
  await deleteTunes(context, uid);
  await deleteProfile(context, uid);
  // Last, since only a user with an account can call again.
  if (context.deletesAccounts) await context.deleteUser(uid);
  return await end(context, uid);
}

async function begin({ db, now, log }: AccountContext, uid: string): Promise<void> {
  const sync = db.collection(paths.tunebookSyncs).doc(uid);
  const record = deletionRecord(db, uid);
  await db.runTransaction(async (transaction) => {
    const [running, earlier] = await transaction.getAll(sync, record);
    const at = now();
    if (isSyncRunning(running?.data(), at)) throw new SyncRunningError();
    const begun = recordSchema.safeParse(earlier?.data());
    transaction.set(record, {
      status: 'deleting',
      tunesDeleted: begun.success ? begun.data.tunesDeleted : 0,
      startedAt: begun.success ? begun.data.startedAt : Timestamp.fromMillis(at),
      finishedAt: null,
      expiresAt: Timestamp.fromMillis(at + recordForMs),
    });
    // Ends the lease of a sync that froze: it writes no progress when it wakes up.
    transaction.delete(sync);
  });
  log('INFO', 'account.deletion_started', { uid });
}

/** Deletes tunes until it finds none: a batch of a frozen sync may have arrived after an earlier look. */
async function deleteTunes({ db }: AccountContext, uid: string): Promise<void> {
  const tunes = db.collection(paths.userTunes(uid)).select().limit(batchSize);
  for (let found = await tunes.get(); !found.empty; found = await tunes.get()) {
    const batch = db.batch();
    for (const { ref } of found.docs) batch.delete(ref);
    batch.update(deletionRecord(db, uid), { tunesDeleted: FieldValue.increment(found.size) });
    await batch.commit();
  }
}

/** Leaves the fields of another app alone where the account stays. */
async function deleteProfile({ db, deletesAccounts }: AccountContext, uid: string): Promise<void> {
  const profile = db.collection(paths.users).doc(uid);
  if (deletesAccounts) await profile.delete();
  else if ((await profile.get()).exists) await profile.update({ thesessionMemberId: FieldValue.delete() });
}

async function end({ db, now, log }: AccountContext, uid: string): Promise<DeletionAnswer> {
  const record = deletionRecord(db, uid);
  const at = now();
  await record.update({ status: 'completed', finishedAt: Timestamp.fromMillis(at) });
  const { tunesDeleted, startedAt } = recordSchema.parse((await record.get()).data());
  log('INFO', 'account.deleted', { uid, tunesDeleted, durationMs: at - startedAt.toMillis() });
  return { status: 'completed', tunesDeleted };
}
