import { longestRetryAfterMs } from '../../upstream/retry-timing.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The time from a claim until its run must have ended, in milliseconds. */
export const runDeadlineMs = 90_000;

/**
 * How long a claim keeps other runs away, in milliseconds: far longer than a run, so that an expired lease
 * belongs to an instance that died or froze.
 */
export const leaseMs = 5 * minute;

/** No attempt starts with less than this left of its run, in milliseconds. */
export const leastAttemptMs = 5_000;

/** Requests in one run. */
export const attemptsPerRun = 3;

/** Claims since the last edit or manual retry, after which Reelsync stops retrying. */
export const maxRuns = 7;

/**
 * How long ElevenLabs may still process a request whose answer was lost, in milliseconds. Verifications and
 * the last listing of a removal wait for it.
 */
export const verifyDelayMs = 10 * minute;

/** The wait after a verification that failed, in milliseconds. */
export const verifyRetryMs = hour;

/** The waits after the first to the sixth run, in milliseconds. */
const runDelaysMs = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour];

/**
 * When a document is retried after its `runs`-th run failed; null after the last one. A `Retry-After`
 * makes the wait longer, never shorter.
 */
export function nextAttemptAt(runs: number, retryAfterMs: number | null, now: number): number | null {
  return runs >= maxRuns ? null : now + retryDelayMs(runs, retryAfterMs);
}

/** When a removal is retried after its `attempts`-th failure: the same waits, without end. */
export function nextRemovalAt(attempts: number, retryAfterMs: number | null, now: number): number {
  return now + retryDelayMs(attempts, retryAfterMs);
}

function retryDelayMs(failures: number, retryAfterMs: number | null): number {
  const delay = runDelaysMs[Math.max(failures, 1) - 1] ?? longestRetryAfterMs;
  return Math.min(Math.max(delay, retryAfterMs ?? 0), longestRetryAfterMs);
}
