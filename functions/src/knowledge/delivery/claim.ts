import type { SyncStatus } from '../../shared/sync-status.ts';
import type { KnowledgeDocument, StoredDocument, Sync, SyncError } from '../document.ts';
import { isTagOf, makeRemoteName } from '../tag.ts';
import { refuse, type Unreadable } from './refusal.ts';
import type { StoredRemote } from './remote.ts';
import type { Run } from './run.ts';
import { leaseMs, maxRuns, runDeadlineMs, verifyDelayMs } from './schedule.ts';
import { type NoWrite, noWrite, type SyncWrite } from './write.ts';

/** Why a claim is made: an event or the sweep, or an editor who pressed Retry. */
export type Cause = 'automatic' | 'manual';

/** Whether a run may work on a document. */
export type Claim =
  | { kind: 'missing'; write: NoWrite }
  | Unreadable
  | { kind: 'leave'; reason: 'leased' | 'nothing to do'; status: SyncStatus; error: SyncError | null; write: NoWrite }
  | { kind: 'exhausted'; write: SyncWrite }
  /** `runs` counts this claim, unless it is for a verification. */
  | { kind: 'claimed'; run: Run; runs: number; write: NoWrite | SyncWrite };

/** The call that asks for a claim. */
export interface Claimant {
  documentId: string;
  owner: string;
  cause: Cause;
  /**
   * The tag for a document that has none of its own. It is another one each time the transaction runs, since the
   * document may have been deleted in between and made again.
   */
  tag: string;
  now: number;
}

/** A document and the record of its tag, as one transaction read them. */
export interface ClaimInput {
  stored: StoredDocument;
  remote: StoredRemote;
}

/**
 * Claims a document when there is work to do and no run holds a lease.
 *
 * @param earlier the claim that this transaction tried to commit before, if it runs again.
 */
export function claim({ stored, remote }: ClaimInput, claimant: Claimant, earlier?: Claim): Claim {
  const { now, owner, cause } = claimant;
  if (stored.kind === 'missing') return { kind: 'missing', write: noWrite };
  if (stored.kind === 'unreadable') return refuse(stored, null, now);
  const { document } = stored;
  const { sync, hash } = document;
  // An earlier commit went through and only its reply was lost.
  if (earlier?.kind === 'claimed' && sync.lease?.owner === owner) {
    return { ...earlier, run: underTag(earlier.run, sync.tag), write: noWrite };
  }
  const { status, error } = sync;
  if (sync.lease !== null && sync.lease.expiresAt > now) {
    return { kind: 'leave', reason: 'leased', status, error, write: noWrite };
  }
  const identity = identityOf(sync, remote, claimant);
  const edited = status === 'pending' || hash !== sync.attemptedHash;
  const retried = cause === 'manual' && status !== 'completed';
  // A copy of another document holds the state of its original.
  const copied = identity.kind === 'new' && status === 'completed';
  if (edited || retried || copied) return claimed(document, claimant, { identity, purpose: 'sync', restart: true });
  if (status === 'syncing' || isDue(sync.nextAttemptAt, now)) {
    if (sync.runs >= maxRuns) return { kind: 'exhausted', write: { kind: 'sync', sync: exhausted(sync, now) } };
    return claimed(document, claimant, { identity, purpose: 'sync', restart: false });
  }
  if (isDue(sync.verifyAt, now) || identity.kind === 'restored') {
    return claimed(document, claimant, { identity, purpose: 'verify', restart: false });
  }
  return { kind: 'leave', reason: 'nothing to do', status, error, write: noWrite };
}

/** Under which tag a document is synced, and whether its record must be written. */
type Identity =
  | { kind: 'new'; tag: string }
  | { kind: 'known'; tag: string }
  /** No live record: the document, or its database, was restored, and a removal may have requests out. */
  | { kind: 'restored'; tag: string };

/** A tag counts only as the document's own: another document's remote document is never touched. */
function identityOf({ tag }: Sync, stored: StoredRemote, claimant: Claimant): Identity {
  const { documentId } = claimant;
  if (tag === null || !isTagOf(tag, documentId)) return { kind: 'new', tag: claimant.tag };
  if (stored.kind !== 'readable') return { kind: 'restored', tag };
  const { remote } = stored;
  if (remote.documentId !== documentId) return { kind: 'new', tag: claimant.tag };
  return { kind: remote.status === 'live' ? 'known' : 'restored', tag };
}

function claimed(
  document: KnowledgeDocument,
  claimant: Claimant,
  { identity, purpose, restart }: { identity: Identity; purpose: Run['purpose']; restart: boolean },
): Claim {
  const { sync, hash, title, content } = document;
  const { owner, now } = claimant;
  const { tag } = identity;
  const verify = purpose === 'verify';
  const runs = (restart ? 0 : sync.runs) + (verify ? 0 : 1);
  const elevenLabsId = identity.kind === 'new' ? null : sync.elevenLabsId;
  // An expired lease's run or a removal may have left a request under way.
  const requestOut = sync.lease !== null || identity.kind === 'restored';
  const claimedSync: Sync = {
    ...sync,
    status: 'syncing',
    attempts: restart ? 1 : sync.attempts + 1,
    runs,
    lastAttemptAt: now,
    nextAttemptAt: verify ? sync.nextAttemptAt : null,
    verifyAt: requestOut ? now + verifyDelayMs : sync.verifyAt,
    error: claimant.cause === 'manual' ? null : sync.error,
    elevenLabsId,
    tag,
    attemptedHash: hash,
    lease: { owner, expiresAt: now + leaseMs },
  };
  const run: Run = {
    owner,
    purpose,
    claimedAt: now,
    deadlineAt: now + runDeadlineMs,
    tag,
    remoteName: makeRemoteName(tag, title),
    title,
    content,
    hash,
    elevenLabsId,
    attempt: 1,
    lookFirst: identity.kind !== 'new',
    needsVerification: false,
    inDoubt: requestOut || sync.verifyAt !== null,
    verifyAt: sync.verifyAt,
    idWasGone: false,
    before: { status: sync.status, error: sync.error },
  };
  const record = identity.kind === 'known' ? {} : { liveTag: tag };
  return { kind: 'claimed', run, runs, write: { kind: 'sync', sync: claimedSync, ...record } };
}

/** The run under the tag that was committed, which may be that of a commit before the last. */
function underTag(run: Run, tag: string | null): Run {
  return tag === null ? run : { ...run, tag, remoteName: makeRemoteName(tag, run.title) };
}

function exhausted(sync: Sync, now: number): Sync {
  const message = `Syncing started ${sync.runs} times and never finished. Press Retry. If it happens again, check the logs of the functions.`;
  return {
    ...sync,
    status: 'failed',
    nextAttemptAt: null,
    verifyAt: sync.lease === null ? sync.verifyAt : now + verifyDelayMs,
    error: { type: sync.error?.type ?? 'unknown', message, retryable: false },
    lease: null,
  };
}

function isDue(time: number | null, now: number): boolean {
  return time !== null && time <= now;
}
