import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  Timestamp,
  type Transaction,
} from 'firebase-admin/firestore';
import { errorCode } from '../shared/error-code.ts';
import { paths } from '../shared/paths.ts';
import type { CallOptions } from '../upstream/call-options.ts';
import { type Failure, failureOf, UpstreamError } from '../upstream/errors.ts';
import { longestRetryAfterMs } from '../upstream/retry-timing.ts';
import type { KnowledgeContext } from './context.ts';
import { type RemovalRequest, type RemovingRemote, removing } from './delivery/remote.ts';
import { nextRemovalAt, runDeadlineMs, verifyDelayMs } from './delivery/schedule.ts';
import type { RemoteIdentity, SyncError } from './document.ts';
import { listByTag } from './look-up.ts';
import { failureMessage } from './messages.ts';
import { readRemoteIdentity } from './read-document.ts';
import { readRemote, remoteReference, removingFields } from './remotes.ts';
import { signalAt } from './signal.ts';
import { isTagOf } from './tag.ts';

/** How often a delete or listing is repeated at once before the removal waits for the sweep. */
const retriesAtOnce = 2;

/** How often a tag is listed, when deleted documents still show, before the removal waits for the sweep. */
const listingsAtOnce = 3;

/** Deleted documents still show: the listing lags behind. */
const stillListed: Failure = {
  type: 'conflict',
  retryable: true,
  ambiguous: false,
  status: null,
  code: 'still_listed',
  retryAfterMs: null,
};

/** gRPC's status code FAILED_PRECONDITION. */
const failedPrecondition = 9;

/** A document as it was when it was deleted. */
export interface DeletedDocument {
  title?: unknown;
  sync?: unknown;
}

/**
 * Marks the remote documents of a deleted document as being removed, and removes what it can at once. A
 * document that exists again under the same tag is verified instead.
 *
 * @param claimBefore sends nothing after this time, in epoch milliseconds: the sweep does.
 */
export async function removeDeleted(
  context: KnowledgeContext,
  documentId: string,
  { title, sync }: DeletedDocument,
  claimBefore = Number.POSITIVE_INFINITY,
): Promise<void> {
  const identity = readRemoteIdentity({ sync });
  const { tag, elevenLabsId } = identity;
  // Without a tag nothing was ever sent. The tag of another document came with a copy of its data.
  if (tag === null || !isTagOf(tag, documentId)) return;
  const now = context.now();
  const listAfter = isInDoubt(identity) ? now + verifyDelayMs : now;
  const request = { documentId, elevenLabsId, title: typeof title === 'string' ? title : '', listAfter };
  if (!(await markRemoving(context, tag, request))) return;
  context.log('INFO', 'knowledge.removing', { documentId, elevenLabsId, delayMs: listAfter - now });
  await carryOutRemoval(context, tag, claimBefore);
}

/** Whether ElevenLabs may still be processing a request of some run. */
function isInDoubt({ leaseExpiresAt, verifyAt }: RemoteIdentity): boolean {
  return leaseExpiresAt !== null || verifyAt !== null;
}

/**
 * Marks the record of a tag as being removed, unless the document exists under that tag. Returns whether it
 * did. Leaves the record of another document alone. With `onlyLive` it touches live records only; without, a
 * document that exists again is verified.
 */
export async function markRemoving(
  context: Pick<KnowledgeContext, 'db' | 'now' | 'log'>,
  tag: string,
  request: RemovalRequest,
  { onlyLive = false }: { onlyLive?: boolean } = {},
): Promise<boolean> {
  const { db, now } = context;
  const reference = remoteReference(db, tag);
  return await db.runTransaction(async (transaction) => {
    const document = await transaction.get(db.collection(paths.knowledge).doc(request.documentId));
    const record = await transaction.get(reference);
    if (readRemoteIdentity(document.data()).tag === tag) {
      if (!onlyLive) verifyRestored(context, transaction, { document, record });
      return false;
    }
    const stored = readRemote(record.data());
    const remote = stored.kind === 'readable' ? stored.remote : null;
    if (onlyLive && remote?.status !== 'live') return false;
    if (remote !== null && remote.documentId !== request.documentId) return false;
    const createdAt = stored.kind === 'missing' ? { createdAt: FieldValue.serverTimestamp() } : {};
    transaction.set(reference, { ...removingFields(removing(stored, request, now())), ...createdAt }, { merge: true });
    return true;
  });
}

/** `left`: no removal exists. `too late`: it got no slot in time, and nothing was sent. */
export type RemovalResult =
  | { kind: 'removed' }
  | { kind: 'waiting'; error: SyncError | null }
  | { kind: 'left' }
  | { kind: 'too late' };

/**
 * Carries out a removal that is due: deletes the known document, then everything else under the tag, and
 * deletes the record once a listing is empty. A failure is retried later. Repeating it is harmless. Throws
 * only when Firestore is unreachable.
 *
 * @param claimBefore starts nothing after this time, in epoch milliseconds.
 */
export async function carryOutRemoval(
  context: KnowledgeContext,
  tag: string,
  claimBefore = Number.POSITIVE_INFINITY,
): Promise<RemovalResult> {
  const work = async (): Promise<RemovalResult> => {
    const begun = context.now();
    if (begun > claimBefore) return { kind: 'too late' };
    const opened = await openRemoval(context, tag, begun);
    if (opened.kind !== 'due') return opened;
    const { record, remote } = opened;
    const { documentId, elevenLabsId, listAfter } = remote;
    // What a restored document's claim allows for: after this time the removal sends nothing more.
    const deadlineAt = begun + runDeadlineMs;
    const signal = AbortSignal.timeout(Math.max(deadlineAt - context.now(), 0));
    const options = { retries: retriesAtOnce, signal, sendBefore: deadlineAt };
    try {
      const known = elevenLabsId === null || (await context.elevenLabs.remove(elevenLabsId, options));
      if (!known && remote.attempts === 0) {
        await waitUntilShown(context, tag);
        return { kind: 'waiting', error: null };
      }
      if (context.now() < listAfter) {
        await waitForListing(context, tag, remote);
        return { kind: 'waiting', error: null };
      }
      const deleted = (elevenLabsId === null ? 0 : 1) + (await deleteListed(context, tag, options));
      const durationMs = context.now() - begun;
      context.log('INFO', 'knowledge.removed', { documentId, elevenLabsId, deleted, durationMs });
    } catch (error) {
      return { kind: 'waiting', error: await postpone(context, tag, failureOf(error)) };
    }
    return (await deleteUnchanged(record)) ? { kind: 'removed' } : { kind: 'waiting', error: null };
  };
  return (await context.slot(work, signalAt(claimBefore, context))) ?? { kind: 'too late' };
}

/** Whether a removal may send requests. */
type Opened =
  | Exclude<RemovalResult, { kind: 'removed' }>
  | { kind: 'due'; record: DocumentSnapshot; remote: RemovingRemote };

/**
 * Reads a record and its document in one transaction: a document that is restored later finds the record
 * removing or gone, and is verified once the requests of this removal are over.
 */
async function openRemoval(context: KnowledgeContext, tag: string, now: number): Promise<Opened> {
  const { db, log } = context;
  const reference = remoteReference(db, tag);
  return await db.runTransaction(async (transaction) => {
    const record = await transaction.get(reference);
    const stored = readRemote(record.data());
    if (stored.kind === 'missing') return { kind: 'left' };
    if (stored.kind === 'unreadable' || !isTagOf(tag, stored.remote.documentId)) {
      log('ERROR', 'knowledge.remote_unreadable', { tag });
      setAside(transaction, reference, now);
      return { kind: 'left' };
    }
    const { remote } = stored;
    if (remote.status !== 'removing') return { kind: 'left' };
    if (!isDue(remote, now)) return { kind: 'waiting', error: remote.error };
    const document = await transaction.get(db.collection(paths.knowledge).doc(remote.documentId));
    if (readRemoteIdentity(document.data()).tag !== tag) return { kind: 'due', record, remote };
    verifyRestored(context, transaction, { document, record });
    return { kind: 'left' };
  });
}

/** A known document that no attempt has tried to delete is due at any time: clocks of instances differ. */
function isDue({ nextAttemptAt, elevenLabsId, attempts }: RemovingRemote, now: number): boolean {
  return nextAttemptAt <= now || (elevenLabsId !== null && attempts === 0);
}

/** Moves an unreadable record a day ahead so that it does not block the sweep. It names nothing that is safe to delete. */
function setAside(transaction: Transaction, remote: DocumentReference, now: number): void {
  transaction.update(remote, { nextAttemptAt: Timestamp.fromMillis(now + longestRetryAfterMs) });
}

/**
 * Schedules the verification of a document that exists again under its tag. A claim makes the record live, and
 * schedules a verification for a time when no request of a removal is in flight; that one stays.
 */
function verifyRestored(
  { now, log }: Pick<KnowledgeContext, 'now' | 'log'>,
  transaction: Transaction,
  { document, record }: { document: DocumentSnapshot; record: DocumentSnapshot },
): void {
  const status = record.get('status');
  if (status === 'live' && readRemoteIdentity(document.data()).verifyAt !== null) return;
  transaction.update(document.ref, { 'sync.verifyAt': Timestamp.fromMillis(now()) });
  if (status === 'removing') waitForClaim(transaction, record.ref, now());
  log('INFO', 'knowledge.restored', { documentId: document.id });
}

/** A document that cannot be claimed must not keep the sweep busy with its removal. */
function waitForClaim(transaction: Transaction, remote: DocumentReference, now: number): void {
  transaction.update(remote, { nextAttemptAt: Timestamp.fromMillis(now + verifyDelayMs) });
}

/** Deletes every document under a tag until a listing is empty; returns how many. Throws UpstreamError. */
async function deleteListed(context: KnowledgeContext, tag: string, options: CallOptions): Promise<number> {
  let deleted = 0;
  for (let listing = 0; listing < listingsAtOnce; listing += 1) {
    const found = await listByTag(context, tag, () => options);
    if (found.length === 0) return deleted;
    for (const { id } of found) {
      await context.elevenLabs.remove(id, options);
      deleted += 1;
    }
  }
  throw new UpstreamError(stillListed);
}

/** Records that the known document is deleted. The last listing waits until no request can be in flight. */
async function waitForListing(context: KnowledgeContext, tag: string, done: RemovingRemote): Promise<void> {
  await changeRemoval(context, tag, (removal) => {
    // Another run may have found a newer document meanwhile.
    if (removal.elevenLabsId !== done.elevenLabsId) return removal;
    return { ...removal, elevenLabsId: null, error: null, nextAttemptAt: removal.listAfter };
  });
}

/** Schedules another delete and listing of a known document that ElevenLabs does not show, perhaps not yet. */
async function waitUntilShown(context: KnowledgeContext, tag: string): Promise<void> {
  await changeRemoval(context, tag, (removal) => {
    const listAfter = Math.max(removal.listAfter, context.now() + verifyDelayMs);
    return { ...removal, attempts: removal.attempts + 1, listAfter, nextAttemptAt: listAfter };
  });
}

async function postpone(context: KnowledgeContext, tag: string, failure: Failure): Promise<SyncError> {
  const { type, retryable, retryAfterMs } = failure;
  const error: SyncError = { type, message: failureMessage(failure), retryable };
  await changeRemoval(context, tag, (removal) => {
    const attempts = removal.attempts + 1;
    context.log('WARNING', 'knowledge.removal_failed', { documentId: removal.documentId, attempt: attempts, type });
    return { ...removal, attempts, error, nextAttemptAt: nextRemovalAt(attempts, retryAfterMs, context.now()) };
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
async function deleteUnchanged({ ref, updateTime }: DocumentSnapshot): Promise<boolean> {
  if (updateTime === undefined) return false;
  try {
    await ref.delete({ lastUpdateTime: updateTime });
    return true;
  } catch (error) {
    if (errorCode(error) === failedPrecondition) return false;
    throw error;
  }
}
