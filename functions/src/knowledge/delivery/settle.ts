import { type Backoff, longRetryAfterMs } from '../../upstream/retry-timing.ts';
import type { StoredDocument, Sync } from '../document.ts';
import { newRound, type Stop, underLease } from './fence.ts';
import { hasTime, type Result, type Run } from './run.ts';
import { nextAttemptAt, nextVerifyAt, verifyDelayMs } from './schedule.ts';
import type { SyncWrite } from './write.ts';

/** The decision at the end of a run. `again`: the text changed, so the same run sends it. */
export type Settlement = Stop | { kind: 'again'; run: Run; write: SyncWrite } | { kind: 'settled'; write: SyncWrite };

/** Ends a run that holds the lease, or lets it send a text that changed. */
export function settle(
  stored: StoredDocument,
  run: Run,
  result: Result,
  { now, backoff }: { now: number; backoff: Backoff },
): Settlement {
  const accepted = result.kind === 'accepted';
  const elevenLabsId = accepted ? result.elevenLabsId : run.elevenLabsId;
  const held = underLease(stored, run, { now, elevenLabsId, requestOut: true });
  if (held.kind !== 'held') return held;
  const { sync, hash } = held.document;
  const known: Sync = { ...sync, elevenLabsId };
  const verifyAt = verifyAtAfter(run, sync, now);

  // A text that was edited and edited back is pending too, and only a run may complete it.
  if (hash !== run.hash || sync.status === 'pending') {
    const acceptedId = accepted ? result.elevenLabsId : undefined;
    const round = newRound({ ...held.document, sync: known }, run, acceptedId);
    // A verification that the edit interrupted stays due.
    const changed = { ...round.sync, verifyAt: verifyAt ?? sync.verifyAt };
    if (hasTime(run, now)) return { kind: 'again', run: round.run, write: { kind: 'sync', sync: changed } };
    return settled({ ...changed, status: 'pending', runs: 0, lease: null });
  }
  const released: Sync = { ...known, lease: null };
  if (accepted) {
    const verifications = run.needsVerification && run.purpose === 'verify' ? sync.verifications + 1 : 0;
    const success = { status: 'completed', error: null, nextAttemptAt: null, acceptedHash: run.hash } as const;
    return settled({ ...released, ...success, verifyAt, verifications });
  }
  if (run.purpose === 'verify') return settled(afterVerification(released, run, result, { now, verifyAt }));
  if (result.kind !== 'failed') return settled({ ...released, status: 'pending', verifyAt });
  const { failure, message } = result;
  const { type, retryable, retryAfterMs } = failure;
  return settled({
    ...released,
    status: 'failed',
    error: { type, message, retryable },
    nextAttemptAt: retryable ? nextAttemptAt(sync.runs, longRetryAfterMs(retryAfterMs, backoff), now) : null,
    verifyAt,
  });
}

function settled(sync: Sync): Settlement {
  return { kind: 'settled', write: { kind: 'sync', sync } };
}

/**
 * When the next verification is due. The delay doubles with each verification that fails in a row. A
 * verification clears the time that it was claimed for, but not a later one.
 */
function verifyAtAfter(run: Run, sync: Sync, now: number): number | null {
  if (!run.needsVerification) return run.purpose === 'verify' && sync.verifyAt === run.verifyAt ? null : sync.verifyAt;
  return run.purpose === 'verify' ? nextVerifyAt(sync.verifications + 1, now) : now + verifyDelayMs;
}

/** A verification that failed or found nothing restores status and error. */
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
