import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { paths } from '../shared/paths.ts';
import type { CallOptions } from '../upstream/call-options.ts';
import { type Failure, failureOf, UpstreamError } from '../upstream/errors.ts';
import { timeoutAt } from '../upstream/timeout-at.ts';
import type { KnowledgeContext } from './context.ts';
import type { RemovingRemote } from './delivery/remote.ts';
import { runDeadlineMs, verifyDelayMs } from './delivery/schedule.ts';
import type { RemoteIdentity, SyncError } from './document.ts';
import { listByTag } from './look-up.ts';
import { readRemoteIdentity } from './read-document.ts';
import { readRemote, remoteReference } from './remotes.ts';
import { markRemoving, verifyRestored } from './removal/mark.ts';
import { deleteUnchanged, postpone, setAside, waitForListing, waitUntilShown } from './removal/record.ts';
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
    const signal = timeoutAt(deadlineAt, context);
    const options = { retries: retriesAtOnce, signal, sendBefore: deadlineAt };
    let gone = elevenLabsId === null;
    try {
      if (elevenLabsId !== null) gone = await context.elevenLabs.remove(elevenLabsId, options);
      // ElevenLabs may not show a new document yet: only a second 404 in a row is final.
      if (!gone && (remote.attempts === 0 || remote.error !== null)) {
        await waitUntilShown(context, tag);
        return { kind: 'waiting', error: null };
      }
      gone = true;
      if (context.now() < listAfter) {
        await waitForListing(context, tag, remote);
        return { kind: 'waiting', error: null };
      }
      const deleted = (elevenLabsId === null ? 0 : 1) + (await deleteListed(context, tag, options));
      const durationMs = context.now() - begun;
      context.log('INFO', 'knowledge.removed', { documentId, elevenLabsId, deleted, durationMs });
    } catch (error) {
      return { kind: 'waiting', error: await postpone(context, tag, failureOf(error), gone ? elevenLabsId : null) };
    }
    return (await deleteUnchanged(record)) ? { kind: 'removed' } : { kind: 'waiting', error: null };
  };
  return (await context.slot(work, claimBefore)) ?? { kind: 'too late' };
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
    verifyRestored(context, transaction, { document, record }, now);
    return { kind: 'left' };
  });
}

/** A known document that no attempt has tried to delete is due at any time: clocks of instances differ. */
function isDue({ nextAttemptAt, elevenLabsId, attempts }: RemovingRemote, now: number): boolean {
  return nextAttemptAt <= now || (elevenLabsId !== null && attempts === 0);
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
