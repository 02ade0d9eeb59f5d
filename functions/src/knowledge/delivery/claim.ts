import { type Failure, isUnreadable } from '../../upstream/errors.ts';
import { type Backoff, backoffMs } from '../../upstream/retry-timing.ts';
import { type KnowledgeDocument, type Sync, sameContent } from '../document.ts';
import { makeRemoteName } from '../tag.ts';
import { hasTime, longRetryAfterMs, type Outcome, type Run } from './run.ts';
import { attemptsPerRun, leaseMs, maxRuns, nextVerifyAt, runDeadlineMs, verifyDelayMs } from './schedule.ts';

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

/** What comes after an attempt: another one after a wait, or the settle. */
export type Next =
  | { kind: 'repeat'; run: Run; delayMs: number; failure: Failure | null }
  | { kind: 'settle'; run: Run; outcome: Exclude<Outcome, { kind: 'gone' }> };

/** What the waits between attempts depend on. `random` lies in [0, 1). */
export interface Timing {
  now: number;
  random: number;
  backoff: Backoff;
}

/**
 * Decides what comes after an attempt. A verification sends once; anything else is repeated while
 * the failure may pass, attempts are left and the wait ends early enough before the deadline.
 */
export function afterAttempt(run: Run, outcome: Outcome, timing: Timing): Next {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'settle', run: owing(run, outcome.duplicatesLeft), outcome };
    case 'absent':
      return { kind: 'settle', run, outcome };
    case 'gone': {
      const cleared = { ...run, elevenLabsId: null, lookFirst: true, contentAccepted: false, idWasGone: true };
      const { failure } = outcome;
      if (!run.idWasGone) {
        return { kind: 'repeat', run: { ...cleared, attempt: run.attempt - 1 }, delayMs: 0, failure: null };
      }
      const ended = { kind: 'failed', failure, phase: 'send', elevenLabsId: null, duplicatesLeft: false } as const;
      return { kind: 'settle', run: cleared, outcome: ended };
    }
    case 'failed': {
      const { failure, phase, elevenLabsId } = outcome;
      const ambiguous = phase === 'send' && failure.ambiguous;
      const learned = {
        ...owing(run, ambiguous || outcome.duplicatesLeft),
        elevenLabsId,
        lookFirst: run.lookFirst || (ambiguous && elevenLabsId === null),
      };
      const delayMs = phase === 'look-up' ? null : repeatDelayMs(learned, failure, timing);
      if (delayMs === null) return { kind: 'settle', run: learned, outcome };
      return { kind: 'repeat', run: learned, delayMs, failure };
    }
  }
}

function repeatDelayMs(run: Run, failure: Failure, { now, random, backoff }: Timing): number | null {
  // An unreadable success is repeated within a run although it is not retryable after it.
  if (!failure.retryable && !isUnreadable(failure)) return null;
  if (run.purpose === 'verify' || run.attempt >= attemptsPerRun) return null;
  if (longRetryAfterMs(failure, backoff) !== null) return null;
  const delayMs = failure.retryAfterMs ?? backoffMs(run.attempt, backoff, random);
  return hasTime(run, now + delayMs) ? delayMs : null;
}

/**
 * When the verification that a run owes is due; the doubling counts verifications that failed in a
 * row. A verification has paid the debt that it was claimed for, not one that came up meanwhile.
 */
export function owedVerifyAt(run: Run, sync: Sync, now: number): number | null {
  if (!run.verificationOwed) return run.purpose === 'verify' && sync.verifyAt === run.verifyAt ? null : sync.verifyAt;
  return run.purpose === 'verify' ? nextVerifyAt(sync.verifications + 1, now) : now + verifyDelayMs;
}

function owing(run: Run, owed: boolean): Run {
  return owed ? { ...run, verificationOwed: true } : run;
}

function isDue(time: number | null, now: number): boolean {
  return time !== null && time <= now;
}
