import { type KnowledgeDocument, type Sync, sameContent } from '../document.ts';
import { makeRemoteName } from '../tag.ts';
import type { Run } from './run.ts';
import { leaseMs, maxRuns, runDeadlineMs, verifyDelayMs } from './schedule.ts';

/** Why a document is looked at: an event or the sweep, or an editor who pressed Retry. */
export type Cause = 'automatic' | 'manual';

/** What may be done with a document. */
export type Claim =
  | { kind: 'leave'; reason: 'leased' | 'nothing to do' }
  | { kind: 'exhausted'; sync: Sync }
  | { kind: 'claimed'; sync: Sync; run: Run };

/** Who asks for a claim. `tag` is used when the document has none yet. */
export interface Claimant {
  owner: string;
  cause: Cause;
  tag: string;
  now: number;
}

/** Whether a document may be claimed, and the state that the claim writes. */
export function claim(document: KnowledgeDocument, claimant: Claimant): Claim {
  const { sync, hash } = document;
  const { now } = claimant;
  if (sync.lease !== null && sync.lease.expiresAt > now) return { kind: 'leave', reason: 'leased' };
  const edited = sync.status === 'pending' || hash !== sync.attemptedHash;
  const retried = claimant.cause === 'manual' && sync.status !== 'completed';
  const abandoned = sync.status === 'syncing';
  if (edited || retried) return claimed(document, claimant, 'sync', true);
  if (abandoned || isDue(sync.nextAttemptAt, now)) {
    if (sync.runs >= maxRuns) return { kind: 'exhausted', sync: exhausted(sync, now) };
    return claimed(document, claimant, 'sync', false);
  }
  if (isDue(sync.verifyAt, now)) return claimed(document, claimant, 'verify', false);
  return { kind: 'leave', reason: 'nothing to do' };
}

function claimed(document: KnowledgeDocument, claimant: Claimant, purpose: Run['purpose'], restart: boolean): Claim {
  const { sync, hash, title, content } = document;
  const { owner, now } = claimant;
  const tag = sync.tag ?? claimant.tag;
  const remoteName = makeRemoteName(tag, title);
  const verify = purpose === 'verify';
  const runs = restart ? 0 : sync.runs;
  // Whoever held a lease that ran out may have left a request behind.
  const verifyAt = sync.lease === null ? sync.verifyAt : now + verifyDelayMs;
  return {
    kind: 'claimed',
    sync: {
      ...sync,
      status: 'syncing',
      attempts: restart ? 1 : sync.attempts + 1,
      runs: verify ? runs : runs + 1,
      lastAttemptAt: now,
      nextAttemptAt: verify ? sync.nextAttemptAt : null,
      verifyAt,
      error: claimant.cause === 'manual' ? null : sync.error,
      tag,
      remoteName,
      attemptedHash: hash,
      acceptedHash: verify ? sync.acceptedHash : null,
      lease: { owner, expiresAt: now + leaseMs },
    },
    run: {
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
      // Without the id it was accepted under, the text would go to whichever document bears the tag.
      contentAccepted: !verify && sync.elevenLabsId !== null && sameContent(sync.acceptedHash, hash),
      verificationOwed: false,
      verifyAt,
      idWasGone: false,
      before: { status: sync.status, error: sync.error },
    },
  };
}

function exhausted(sync: Sync, now: number): Sync {
  const message = `Syncing was started ${sync.runs} times and never came to an end. Press Retry; if it happens again, look at the functions' logs.`;
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
