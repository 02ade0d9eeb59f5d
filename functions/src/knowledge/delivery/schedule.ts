import { longestRetryAfterMs } from '../../upstream/retry-timing.ts';

const minute = 60_000;
const hour = 60 * minute;

/** When a run must have ended, counted from its claim, in milliseconds (the contract). */
export const runDeadlineMs = 90_000;

/**
 * How long a claim keeps others away, in milliseconds: well above the run's deadline, so that a
 * lease that runs out belongs to an instance that died or hangs (the contract).
 */
export const leaseMs = 5 * minute;

/** No attempt starts with less than this left of the run, in milliseconds (the contract). */
export const leastAttemptMs = 5_000;

/** Requests in one run before it gives up until later (the contract). */
export const attemptsPerRun = 3;

/** Claims since the last edit or manual retry before the system stops by itself (the contract). */
export const maxRuns = 7;

/** The wait after an ambiguous outcome until the check for duplicates, in milliseconds (the contract). */
export const verifyDelayMs = 10 * minute;

/** The longest wait between two checks or two tries of a removal, in milliseconds (the contract). */
export const longestDelayMs = 24 * hour;

/** The waits after the first to the sixth run, in milliseconds (the contract). */
const runDelaysMs = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour];

/**
 * When a document is tried again by itself after its `runs`-th run failed in a way that may pass;
 * null when the budget is spent. A `Retry-After` that no run can wait for replaces the ladder.
 *
 * @param longRetryAfterMs milliseconds that the service asked to wait, or null.
 */
export function nextAttemptAt(runs: number, longRetryAfterMs: number | null, now: number): number | null {
  if (runs >= maxRuns) return null;
  const ladder = runDelaysMs[Math.max(runs, 1) - 1] ?? longestDelayMs;
  return now + Math.min(longRetryAfterMs ?? ladder, longestRetryAfterMs);
}

/** When a removal that failed for the `attempts`-th time is tried again: the same ladder, without end. */
export function nextRemovalAt(attempts: number, askedMs: number | null, now: number): number {
  const ladder = runDelaysMs[Math.max(attempts, 1) - 1] ?? longestDelayMs;
  return now + Math.min(Math.max(askedMs ?? 0, ladder), longestDelayMs);
}

/** When the next verification is due after `failed` of them failed in a row (from 0): doubling, at most 24 h. */
export function nextVerifyAt(failed: number, now: number): number {
  return now + Math.min(verifyDelayMs * 2 ** Math.max(failed - 1, 0), longestDelayMs);
}
