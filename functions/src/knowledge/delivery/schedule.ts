import { longestRetryAfterMs } from '../../upstream/retry-timing.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The longest run, in milliseconds: three attempts of 20 s and their waits. */
export const runDeadlineMs = 90_000;

/** Milliseconds. Well above the longest run: an expired lease means that its instance died or hangs. */
export const leaseMs = 5 * minute;

/** The least time that an attempt needs, in milliseconds. */
export const leastAttemptMs = 5_000;

export const attemptsPerRun = 3;

/** Claims after which automatic retries stop: they have taken about 33 hours. */
export const maxRuns = 7;

/** Milliseconds from an ambiguous outcome to the verification; late requests are processed by then. */
export const verifyDelayMs = 10 * minute;

/** The longest wait between verifications or between attempts of a removal, in milliseconds. */
export const longestDelayMs = 24 * hour;

/** The waits after the first to the sixth run, in milliseconds. */
const runDelaysMs = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour];

/**
 * When a document is retried after its `runs`-th run ended in a retryable failure; null after the last run.
 * A `Retry-After` that is too long for a run replaces the usual wait.
 */
export function nextAttemptAt(runs: number, longRetryAfterMs: number | null, now: number): number | null {
  if (runs >= maxRuns) return null;
  const ladder = runDelaysMs[Math.max(runs, 1) - 1] ?? longestDelayMs;
  return now + Math.min(longRetryAfterMs ?? ladder, longestRetryAfterMs);
}

/** When a removal is retried after its `attempts`-th failure: after the same waits, for ever. */
export function nextRemovalAt(attempts: number, askedMs: number | null, now: number): number {
  const ladder = runDelaysMs[Math.max(attempts, 1) - 1] ?? longestDelayMs;
  return now + Math.min(Math.max(askedMs ?? 0, ladder), longestDelayMs);
}

/** When the next verification is due after `failed` in a row: the delay doubles, up to 24 h. */
export function nextVerifyAt(failed: number, now: number): number {
  return now + Math.min(verifyDelayMs * 2 ** Math.max(failed - 1, 0), longestDelayMs);
}
