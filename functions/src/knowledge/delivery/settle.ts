import { type Backoff, longRetryAfterMs } from '../../upstream/retry-timing.ts';
import { type KnowledgeDocument, type Sync, sameContent } from '../document.ts';
import { makeRemoteName } from '../tag.ts';
import { hasTime, type Result, type Run } from './run.ts';
import { nextAttemptAt, nextVerifyAt, verifyDelayMs } from './schedule.ts';

/** The document was deleted, or made anew under another tag: what it left at ElevenLabs is removed from then on. */
interface Gone {
  kind: 'gone';
  /** When nothing of it can turn up at ElevenLabs any more, in epoch milliseconds. */
  removalDueAt: number;
}

/** What a run may do next, decided by the document as it is now. */
export type Fence = Gone | { kind: 'lost'; verifyAt: number | null } | { kind: 'proceed'; sync: Sync; run: Run };

/** How a settle ended. `again`: the text changed meanwhile and the run goes round with the new one. */
export type Settlement =
  | Gone
  | { kind: 'lost'; verifyAt: number | null }
  | { kind: 'again'; sync: Sync; run: Run }
  | { kind: 'settled'; sync: Sync };

/**
 * Whether a run may send another request: only while the lease is its own. Counts the attempt
 * before it is sent, and turns to the newest text.
 *
 * @param document as it is now; null when it does not exist.
 */
export function fence(document: KnowledgeDocument | null, run: Run, now: number): Fence {
  const standing = standingOf(document, run, now);
  if (standing.kind === 'lost') return { kind: 'lost', verifyAt: run.verificationOwed ? now + verifyDelayMs : null };
  if (standing.kind === 'gone') return standing;
  const current = standing.document;
  const edited = current.hash !== run.hash || current.sync.status === 'pending';
  const round = edited ? newRound(current, run, run.elevenLabsId, false) : { sync: current.sync, run };
  return {
    kind: 'proceed',
    sync: {
      ...round.sync,
      status: 'syncing',
      elevenLabsId: run.elevenLabsId,
      attempts: round.sync.attempts + 1,
      lastAttemptAt: now,
    },
    run: { ...round.run, attempt: round.run.attempt + 1 },
  };
}

/**
 * The state after a run, decided by the document as it is now; it may be written only in the
 * transaction that read it.
 *
 * @param document as it is now; null when it does not exist.
 */
export function settle(
  document: KnowledgeDocument | null,
  run: Run,
  result: Result,
  { now, backoff }: { now: number; backoff: Backoff },
): Settlement {
  const standing = standingOf(document, run, now);
  if (standing.kind === 'lost') return { kind: 'lost', verifyAt: now + verifyDelayMs };
  if (standing.kind === 'gone') return standing;
  const { sync, hash } = standing.document;
  const accepted = result.kind === 'accepted';
  const elevenLabsId = accepted ? result.elevenLabsId : run.elevenLabsId;
  const known: Sync = { ...sync, elevenLabsId };
  const verifyAt = owedVerifyAt(run, sync, now);

  // A text that was edited and edited back is pending too: the change of status must lead through syncing.
  if (hash !== run.hash || sync.status === 'pending') {
    const round = newRound({ ...standing.document, sync: known }, run, elevenLabsId, accepted);
    // A verification cut short by an edit is still owed.
    const changed = { ...round.sync, verifyAt: verifyAt ?? sync.verifyAt };
    if (hasTime(run, now)) return { kind: 'again', sync: changed, run: round.run };
    return { kind: 'settled', sync: { ...changed, status: 'pending', runs: 0, lease: null } };
  }
  const released: Sync = { ...known, lease: null };
  if (accepted) {
    const verifications = run.verificationOwed && run.purpose === 'verify' ? sync.verifications + 1 : 0;
    const success = { status: 'completed', error: null, nextAttemptAt: null, acceptedHash: run.hash } as const;
    return { kind: 'settled', sync: { ...released, ...success, verifyAt, verifications } };
  }
  if (run.purpose === 'verify') {
    return { kind: 'settled', sync: afterVerification(released, run, result, { now, verifyAt }) };
  }
  if (result.kind !== 'failed') return { kind: 'settled', sync: { ...released, status: 'pending', verifyAt } };
  const { failure, message } = result;
  return {
    kind: 'settled',
    sync: {
      ...released,
      status: 'failed',
      error: { type: failure.type, message, retryable: failure.retryable },
      nextAttemptAt: failure.retryable
        ? nextAttemptAt(sync.runs, longRetryAfterMs(failure.retryAfterMs, backoff), now)
        : null,
      verifyAt,
    },
  };
}

/**
 * When the verification that a run owes is due; the doubling counts verifications that failed in a
 * row. A verification has paid the debt that it was claimed for, not one that came up meanwhile.
 */
function owedVerifyAt(run: Run, sync: Sync, now: number): number | null {
  if (!run.verificationOwed) return run.purpose === 'verify' && sync.verifyAt === run.verifyAt ? null : sync.verifyAt;
  return run.purpose === 'verify' ? nextVerifyAt(sync.verifications + 1, now) : now + verifyDelayMs;
}

/** After a verification that failed, or found nothing to keep in step: status, error and hashes are as they were. */
function afterVerification(
  released: Sync,
  run: Run,
  result: Result,
  { now, verifyAt }: { now: number; verifyAt: number | null },
): Sync {
  const unchanged: Sync = { ...released, status: run.before.status, error: run.before.error };
  if (result.kind === 'absent') return { ...unchanged, verifyAt, verifications: 0 };
  const verifications = released.verifications + 1;
  return { ...unchanged, verifyAt: nextVerifyAt(verifications, now), verifications };
}

function standingOf(
  document: KnowledgeDocument | null,
  run: Run,
  now: number,
): Gone | { kind: 'lost' } | { kind: 'ours'; document: KnowledgeDocument } {
  if (document === null || document.sync.tag !== run.tag) {
    // A request of this run, or of one before it, may still be processed late.
    return {
      kind: 'gone',
      removalDueAt: Math.max(now, run.verificationOwed ? now + verifyDelayMs : 0, run.verifyAt ?? 0),
    };
  }
  if (document.sync.lease?.owner !== run.owner) return { kind: 'lost' };
  return { kind: 'ours', document };
}

/** The state and the run with which a changed text starts over; no attempt of it is counted yet. */
function newRound(
  current: KnowledgeDocument,
  run: Run,
  elevenLabsId: string | null,
  accepted: boolean,
): { sync: Sync; run: Run } {
  const remoteName = makeRemoteName(run.tag, current.title);
  return {
    sync: {
      ...current.sync,
      status: 'syncing',
      attempts: 0,
      runs: 1,
      nextAttemptAt: null,
      remoteName,
      attemptedHash: current.hash,
      acceptedHash: null,
    },
    run: {
      ...run,
      purpose: 'sync',
      remoteName,
      content: current.content,
      hash: current.hash,
      elevenLabsId,
      attempt: 0,
      contentAccepted: accepted && sameContent(run.hash, current.hash),
      idWasGone: false,
    },
  };
}
