import type { StoredDocument, Sync } from '../document.ts';
import { isSameAttempt, newRound, type Stop, underLease } from './fence.ts';
import { hasTime, type Result, type Run } from './run.ts';
import { nextAttemptAt, verifyDelayMs, verifyRetryMs } from './schedule.ts';
import { type NoWrite, noWrite, type SyncWrite } from './write.ts';

/** How a run ended. `again`: the text changed and the same run sends it. */
export type Settlement =
  | Stop
  | { kind: 'again'; run: Run; write: SyncWrite }
  | { kind: 'settled'; sync: Sync; write: NoWrite | SyncWrite };

/**
 * The state after a run.
 *
 * @param earlier the decision that this transaction tried to commit before, if it runs again.
 */
export function settle(
  stored: StoredDocument,
  run: Run,
  result: Result,
  now: number,
  earlier?: Settlement,
): Settlement {
  // The earlier commit went through and only its reply was lost: the lease that it gave up is no longer ours.
  if (earlier?.kind === 'settled' && stored.kind === 'readable' && isReleased(stored.document.sync, earlier.sync)) {
    return { ...earlier, write: noWrite };
  }
  const accepted = result.kind === 'accepted';
  const elevenLabsId = accepted ? result.elevenLabsId : run.elevenLabsId;
  const held = underLease(stored, run, { now, elevenLabsId, requestOut: true });
  if (held.kind !== 'held') return held;
  const { sync, hash } = held.document;
  const known: Sync = { ...sync, elevenLabsId };
  const verifyAt = verifyAtAfter(run, sync, now);

  // A text that was edited and edited back is pending as well: its status must lead through syncing.
  if (hash !== run.hash || sync.status === 'pending') {
    const round = newRound({ ...held.document, sync: known }, run, accepted ? result.elevenLabsId : undefined);
    // The edit interrupted the verification, which is still to be made.
    const changed = { ...round.sync, verifyAt: verifyAt ?? sync.verifyAt };
    if (hasTime(run, now)) return { kind: 'again', run: round.run, write: { kind: 'sync', sync: changed } };
    return settled({ ...changed, status: 'pending', runs: 0, lease: null });
  }
  const released: Sync = { ...known, lease: null };
  if (result.kind === 'accepted') {
    const { index } = result;
    const success = { status: 'completed', error: null, nextAttemptAt: null, completedAt: now, index } as const;
    return settled({ ...released, ...success, verifyAt });
  }
  if (run.purpose === 'verify') {
    const { status, error } = run.before;
    return settled({ ...released, status, error, verifyAt: result.kind === 'absent' ? verifyAt : now + verifyRetryMs });
  }
  if (result.kind !== 'failed') return settled({ ...released, status: 'pending', verifyAt });
  const { failure, message } = result;
  const { type, retryable, retryAfterMs } = failure;
  return settled({
    ...released,
    status: 'failed',
    error: { type, message, retryable },
    nextAttemptAt: retryable ? nextAttemptAt(sync.runs, retryAfterMs, now) : null,
    verifyAt,
  });
}

function settled(sync: Sync): Settlement {
  return { kind: 'settled', sync, write: { kind: 'sync', sync } };
}

function isReleased(sync: Sync, written: Sync): boolean {
  return sync.lease === null && sync.elevenLabsId === written.elevenLabsId && isSameAttempt(sync, written);
}

/**
 * When the next verification is due. A verification clears the time it was claimed for, and no later one
 * that another run set. One that found the known document gone may have missed another in a listing that lags.
 */
function verifyAtAfter(run: Run, sync: Sync, now: number): number | null {
  const verified = run.purpose === 'verify';
  if (run.needsVerification) return now + (verified && !run.idWasGone ? verifyRetryMs : verifyDelayMs);
  return verified && sync.verifyAt === run.verifyAt ? null : sync.verifyAt;
}
