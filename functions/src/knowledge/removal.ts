import { type DocumentSnapshot, Timestamp } from 'firebase-admin/firestore';
import { errorCode } from '../shared/error-code.ts';
import { paths } from '../shared/paths.ts';
import { type Failure, failureOf, UpstreamError } from '../upstream/errors.ts';
import { longRetryAfterMs } from '../upstream/retry-timing.ts';
import type { KnowledgeContext } from './context.ts';
import { nextRemovalAt, runDeadlineMs } from './delivery/schedule.ts';
import { listByTag } from './look-up.ts';
import { failureMessage } from './messages.ts';
import { readRemoteIdentity } from './read-document.ts';
import { putRemoval, readRemoval } from './removal-record.ts';

/** How long after the end of a lease a removal waits, in milliseconds: its run may still be sending. */
const afterLeaseMs = 60_000;

/** Immediate retries of a delete or listing; after them the removal waits for its next attempt. */
const retriesAtOnce = 2;

/** Listings before deleted documents that are still listed wait for the next attempt. */
const listingsAtOnce = 3;

/** The listing lags behind and still shows deleted documents. */
const stillListed: Failure = {
  type: 'conflict',
  retryable: true,
  ambiguous: false,
  status: null,
  code: 'still_listed',
  retryAfterMs: null,
};

/** The gRPC status of a failed precondition. */
const failedPrecondition = 9;

/**
 * Schedules the removal of a deleted document and carries it out if it is due.
 *
 * @param data the deleted document.
 */
export async function removeDeleted(context: KnowledgeContext, documentId: string, data: unknown): Promise<void> {
  const { tag, elevenLabsId, leaseExpiresAt, verifyAt } = readRemoteIdentity(data);
  // A document without a tag was never claimed or sent.
  if (tag === null) return;
  const afterLease = leaseExpiresAt === null ? 0 : leaseExpiresAt + afterLeaseMs;
  const now = context.now();
  const dueAt = Math.max(now, afterLease, verifyAt ?? 0);
  await context.db.runTransaction(async (transaction) => {
    await putRemoval(transaction, context.db, { tag, documentId, elevenLabsId, dueAt }, { replaceDueAt: false });
  });
  context.log('INFO', 'knowledge.removal_scheduled', { documentId, elevenLabsId, delayMs: dueAt - now });
  await carryOutRemoval(context, tag);
}

/**
 * Carries out a removal that is due: deletes the known id and all other documents with the tag, then, once
 * a listing by tag is empty, the record. A failure schedules the next attempt. Idempotent. Throws only when
 * Firestore is unreachable.
 *
 * @param claimBefore the latest time to start, in epoch milliseconds.
 */
export async function carryOutRemoval(
  context: KnowledgeContext,
  tag: string,
  claimBefore = Number.POSITIVE_INFINITY,
): Promise<void> {
  await context.slot(async () => {
    const reference = context.db.collection(paths.knowledgeRemovals).doc(tag);
    const snapshot = await reference.get();
    const removal = readRemoval(snapshot.data());
    const now = context.now();
    if (removal === null || removal.nextAttemptAt > now || now > claimBefore) return;
    const { documentId, elevenLabsId } = removal;
    try {
      const deleted = await deleteEverywhere(context, tag, elevenLabsId);
      context.log('INFO', 'knowledge.removed', { documentId, elevenLabsId, deleted, durationMs: context.now() - now });
    } catch (error) {
      await postpone(context, tag, failureOf(error));
      return;
    }
    await deleteUnchanged(snapshot);
  });
}

/** Deletes the known id and all documents with the tag; returns the number of deletes. Throws UpstreamError. */
async function deleteEverywhere(context: KnowledgeContext, tag: string, elevenLabsId: string | null): Promise<number> {
  const options = () => ({ retries: retriesAtOnce, signal });
  const signal = AbortSignal.timeout(runDeadlineMs);
  let deleted = 0;
  if (elevenLabsId !== null) {
    await context.elevenLabs.remove(elevenLabsId, options());
    deleted += 1;
  }
  for (let listing = 0; listing < listingsAtOnce; listing += 1) {
    const found = await listByTag(context, tag, options);
    if (found.length === 0) return deleted;
    for (const { id } of found) {
      await context.elevenLabs.remove(id, options());
      deleted += 1;
    }
  }
  throw new UpstreamError(stillListed);
}

/** Keeps a record that changed during the removal: it has a newer id and is due again. */
async function deleteUnchanged(snapshot: DocumentSnapshot): Promise<void> {
  const { ref, updateTime } = snapshot;
  if (updateTime === undefined) return;
  await ref.delete({ lastUpdateTime: updateTime }).catch((error: unknown) => {
    if (errorCode(error) !== failedPrecondition) throw error;
  });
}

async function postpone(context: KnowledgeContext, tag: string, failure: Failure): Promise<void> {
  const reference = context.db.collection(paths.knowledgeRemovals).doc(tag);
  await context.db.runTransaction(async (transaction) => {
    const removal = readRemoval((await transaction.get(reference)).data());
    if (removal === null) return;
    const attempts = removal.attempts + 1;
    const dueAt = nextRemovalAt(attempts, longRetryAfterMs(failure.retryAfterMs, context.backoff), context.now());
    const { type, retryable } = failure;
    const nextAttemptAt = Timestamp.fromMillis(dueAt);
    transaction.update(reference, {
      attempts,
      error: { type, message: failureMessage(failure), retryable },
      nextAttemptAt,
    });
    context.log('WARNING', 'knowledge.removal_failed', { documentId: removal.documentId, attempt: attempts, type });
  });
}
