import type { SyncStatus } from '../../shared/sync-status.ts';
import { type KnowledgeDocument, type StoredDocument, type Sync, type SyncError, sameContent } from '../document.ts';
import { makeRemoteName } from '../tag.ts';
import { refuse, type Unreadable } from './refusal.ts';
import type { Run } from './run.ts';
import { leaseMs, maxRuns, runDeadlineMs, verifyDelayMs } from './schedule.ts';
import { type NoWrite, noWrite, type SyncWrite } from './write.ts';

/** An event or the sweep, or an editor who pressed Retry. */
export type Cause = 'automatic' | 'manual';

/** The decision about a claim. */
export type Claim =
  | { kind: 'missing'; write: NoWrite }
  | Unreadable
  | { kind: 'leave'; reason: 'leased' | 'nothing to do'; status: SyncStatus; error: SyncError | null; write: NoWrite }
  | { kind: 'exhausted'; write: SyncWrite }
  /** `runs` counts this claim, unless it is for a verification. */
  | { kind: 'claimed'; run: Run; runs: number; write: NoWrite | SyncWrite };

/** The call that wants a document. `tag` is for a document that has none. */
export interface Claimant {
  owner: string;
  cause: Cause;
  tag: string;
  now: number;
}

/**
 * Claims a document when there is work to do and no run holds a lease.
 *
 * @param earlier the claim of the same transaction before it ran again.
 */
export function claim(stored: StoredDocument, claimant: Claimant, earlier?: Claim): Claim {
  const { now, owner, cause } = claimant;
  if (stored.kind === 'missing') return { kind: 'missing', write: noWrite };
  if (stored.kind === 'unreadable') return refuse(stored, null, now);
  const { document } = stored;
  const { sync, hash } = document;
  // The earlier claim was committed; only the reply was lost.
  if (earlier?.kind === 'claimed' && sync.lease?.owner === owner) return { ...earlier, write: noWrite };
  const { status, error } = sync;
  if (sync.lease !== null && sync.lease.expiresAt > now) {
    return { kind: 'leave', reason: 'leased', status, error, write: noWrite };
  }
  const edited = status === 'pending' || hash !== sync.attemptedHash;
  const retried = cause === 'manual' && status !== 'completed';
  const abandoned = status === 'syncing';
  if (edited || retried) return claimed(document, claimant, { purpose: 'sync', restart: true });
  if (abandoned || isDue(sync.nextAttemptAt, now)) {
    if (sync.runs >= maxRuns) return { kind: 'exhausted', write: { kind: 'sync', sync: exhausted(sync, now) } };
    return claimed(document, claimant, { purpose: 'sync', restart: false });
  }
  if (isDue(sync.verifyAt, now)) return claimed(document, claimant, { purpose: 'verify', restart: false });
  return { kind: 'leave', reason: 'nothing to do', status, error, write: noWrite };
}

function claimed(
  document: KnowledgeDocument,
  claimant: Claimant,
  { purpose, restart }: { purpose: Run['purpose']; restart: boolean },
): Claim {
  const { sync, hash, title, content } = document;
  const { owner, now } = claimant;
  const tag = sync.tag ?? claimant.tag;
  const remoteName = makeRemoteName(tag, title);
  const verify = purpose === 'verify';
  const runs = (restart ? 0 : sync.runs) + (verify ? 0 : 1);
  // The run whose lease expired may have left a request under way.
  const verifyAt = sync.lease === null ? sync.verifyAt : now + verifyDelayMs;
  const claimedSync: Sync = {
    ...sync,
    status: 'syncing',
    attempts: restart ? 1 : sync.attempts + 1,
    runs,
    lastAttemptAt: now,
    nextAttemptAt: verify ? sync.nextAttemptAt : null,
    verifyAt,
    error: claimant.cause === 'manual' ? null : sync.error,
    tag,
    remoteName,
    attemptedHash: hash,
    acceptedHash: verify ? sync.acceptedHash : null,
    lease: { owner, expiresAt: now + leaseMs },
  };
  const run: Run = {
    owner,
    purpose,
    claimedAt: now,
    deadlineAt: now + runDeadlineMs,
    tag,
    remoteName,
    content,
    hash,
    elevenLabsId: sync.elevenLabsId,
    attempt: 1,
    lookFirst: sync.remoteName !== null,
    // Without its id, the name alone would go to any document with the tag.
    contentAccepted: !verify && sync.elevenLabsId !== null && sameContent(sync.acceptedHash, hash),
    needsVerification: false,
    verifyAt,
    idWasGone: false,
    before: { status: sync.status, error: sync.error },
  };
  return { kind: 'claimed', run, runs, write: { kind: 'sync', sync: claimedSync } };
}

function exhausted(sync: Sync, now: number): Sync {
  const message = `Syncing started ${sync.runs} times and never finished. Press Retry; if it fails again, ask your administrator to check the function logs.`;
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
