import { type DocumentReference, type DocumentSnapshot, Timestamp, type Transaction } from 'firebase-admin/firestore';
import { errorCode } from '../../shared/error-code.ts';
import type { Failure } from '../../upstream/errors.ts';
import { longestRetryAfterMs } from '../../upstream/retry-timing.ts';
import type { KnowledgeContext } from '../context.ts';
import type { RemovingRemote } from '../delivery/remote.ts';
import { nextRemovalAt, verifyDelayMs } from '../delivery/schedule.ts';
import type { SyncError } from '../document.ts';
import { failureMessage } from '../messages.ts';
import { readRemote, remoteReference, removingFields } from '../remotes.ts';

/** gRPC's status code FAILED_PRECONDITION. */
const failedPrecondition = 9;

/** Moves an unreadable record a day ahead so that it does not block the sweep. It names nothing that is safe to delete. */
export function setAside(transaction: Transaction, remote: DocumentReference, now: number): void {
  transaction.update(remote, { nextAttemptAt: Timestamp.fromMillis(now + longestRetryAfterMs) });
}

/** Records that the known document is deleted. The last listing waits until no request can be in flight. */
export async function waitForListing(context: KnowledgeContext, tag: string, done: RemovingRemote): Promise<void> {
  await changeRemoval(context, tag, (removal) => {
    // Another run may have found a newer document meanwhile.
    if (removal.elevenLabsId !== done.elevenLabsId) return removal;
    return { ...removal, elevenLabsId: null, error: null, nextAttemptAt: removal.listAfter };
  });
}

/** Schedules another delete and listing of a known document that ElevenLabs does not show, perhaps not yet. */
export async function waitUntilShown(context: KnowledgeContext, tag: string): Promise<void> {
  await changeRemoval(context, tag, (removal) => {
    const listAfter = Math.max(removal.listAfter, context.now() + verifyDelayMs);
    return { ...removal, attempts: removal.attempts + 1, error: null, listAfter, nextAttemptAt: listAfter };
  });
}

/** Records a failure, and that the remote document with the id `deleted` is gone; null when none certainly is. */
export async function postpone(
  context: KnowledgeContext,
  tag: string,
  failure: Failure,
  deleted: string | null,
): Promise<SyncError> {
  const { type, retryable, retryAfterMs } = failure;
  const error: SyncError = { type, message: failureMessage(failure), retryable };
  await changeRemoval(context, tag, (removal) => {
    const attempts = removal.attempts + 1;
    const elevenLabsId = removal.elevenLabsId === deleted ? null : removal.elevenLabsId;
    const nextAttemptAt = nextRemovalAt(attempts, retryAfterMs, context.now());
    context.log('WARNING', 'knowledge.removal_failed', { documentId: removal.documentId, attempt: attempts, type });
    return { ...removal, elevenLabsId, attempts, error, nextAttemptAt };
  });
  return error;
}

/** Makes a waiting removal due now, for an editor who asked for it. */
export async function makeRemovalDue(context: KnowledgeContext, tag: string): Promise<void> {
  await changeRemoval(context, tag, (removal) => ({ ...removal, nextAttemptAt: context.now() }));
}

async function changeRemoval(
  { db }: KnowledgeContext,
  tag: string,
  change: (removal: RemovingRemote) => RemovingRemote,
): Promise<void> {
  const reference = remoteReference(db, tag);
  await db.runTransaction(async (transaction) => {
    const stored = readRemote((await transaction.get(reference)).data());
    if (stored.kind !== 'readable' || stored.remote.status !== 'removing') return;
    transaction.update(reference, removingFields(change(stored.remote)));
  });
}

/** Deletes the record unless it changed since it was read, and returns whether it did. */
export async function deleteUnchanged({ ref, updateTime }: DocumentSnapshot): Promise<boolean> {
  if (updateTime === undefined) return false;
  try {
    await ref.delete({ lastUpdateTime: updateTime });
    return true;
  } catch (error) {
    if (errorCode(error) === failedPrecondition) return false;
    throw error;
  }
}
