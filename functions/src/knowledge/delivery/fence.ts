import { type KnowledgeDocument, type StoredDocument, type Sync, sameContent } from '../document.ts';
import { makeRemoteName } from '../tag.ts';
import { refuse, type Unreadable } from './refusal.ts';
import type { Run } from './run.ts';
import { verifyDelayMs } from './schedule.ts';
import type { RemoteWrite, SyncWrite, Write } from './write.ts';

/** Why a run must stop. */
export type Stop =
  /** The document was deleted, or created again under another tag. */
  | { kind: 'gone'; write: RemoteWrite }
  /** Another run holds the lease, or none does. */
  | { kind: 'lost'; write: Write }
  | Unreadable;

/** Whether a run may send its next request. */
export type Fence = Stop | { kind: 'proceed'; run: Run; write: SyncWrite };

/** Lets a run that holds the lease send another request. Counts the attempt and takes the current text. */
export function fence(stored: StoredDocument, run: Run, now: number): Fence {
  const held = underLease(stored, run, { now, elevenLabsId: run.elevenLabsId, requestOut: run.needsVerification });
  if (held.kind !== 'held') return held;
  const { document } = held;
  const edited = document.hash !== run.hash || document.sync.status === 'pending';
  const round = edited ? newRound(document, run) : { sync: document.sync, run };
  const sync: Sync = {
    ...round.sync,
    status: 'syncing',
    elevenLabsId: run.elevenLabsId,
    attempts: round.sync.attempts + 1,
    lastAttemptAt: now,
  };
  return { kind: 'proceed', run: { ...round.run, attempt: round.run.attempt + 1 }, write: { kind: 'sync', sync } };
}

/**
 * The document, while the run holds its lease; else why the run must stop.
 *
 * @param elevenLabsId the remote document that the run knows.
 * @param requestOut whether a request of the run may still be processed.
 */
export function underLease(
  stored: StoredDocument,
  run: Run,
  { now, elevenLabsId, requestOut }: { now: number; elevenLabsId: string | null; requestOut: boolean },
): Stop | { kind: 'held'; document: KnowledgeDocument } {
  if (stored.kind === 'unreadable' && stored.identity.tag === run.tag)
    return refuse(stored, { run, elevenLabsId }, now);
  const document = stored.kind === 'readable' ? stored.document : null;
  if (document === null || document.sync.tag !== run.tag) {
    // Before that, a request of this run or of an earlier one may still be processed.
    const dueAt = Math.max(now, run.needsVerification ? now + verifyDelayMs : 0, run.verifyAt ?? 0);
    return { kind: 'gone', write: { kind: 'remote', tag: run.tag, elevenLabsId, dueAt } };
  }
  if (document.sync.lease?.owner === run.owner) return { kind: 'held', document };
  return { kind: 'lost', write: requestOut ? { kind: 'verifyAt', verifyAt: now + verifyDelayMs } : { kind: 'none' } };
}

/**
 * Restarts a run with a changed text, before its first attempt.
 *
 * @param acceptedId the remote document that accepted the previous text, if one did.
 */
export function newRound(document: KnowledgeDocument, run: Run, acceptedId?: string): { sync: Sync; run: Run } {
  const { title, content, hash } = document;
  const remoteName = makeRemoteName(run.tag, title);
  return {
    sync: {
      ...document.sync,
      status: 'syncing',
      attempts: 0,
      runs: 1,
      nextAttemptAt: null,
      remoteName,
      attemptedHash: hash,
      acceptedHash: null,
    },
    run: {
      ...run,
      purpose: 'sync',
      remoteName,
      content,
      hash,
      elevenLabsId: acceptedId ?? run.elevenLabsId,
      attempt: 0,
      contentAccepted: acceptedId !== undefined && sameContent(run.hash, hash),
      idWasGone: false,
    },
  };
}
