/** The longest `Retry-After` that counts, in milliseconds: one day, so that a bad header cannot stop retries. */
export const longestRetryAfterMs = 24 * 60 * 60 * 1000;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds from `now` (epoch milliseconds), at most
 * 24 h. The header is whole seconds or an HTTP date (RFC 9110, section 10.2.3). Null when it is absent,
 * malformed, zero or past.
 */
export function retryAfterMs(header: unknown, now: number): number | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return wait > 0 ? Math.min(wait, longestRetryAfterMs) : null;
}

/** Epoch milliseconds of a date in the preferred format of RFC 9110; NaN for any other text. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** The waits between attempts. */
export interface Backoff {
  /** Milliseconds after the first attempt, before jitter. */
  baseMs: number;
  /** The longest wait in milliseconds, jitter included. */
  maxMs: number;
}

/**
 * The wait after an attempt (from 1), in milliseconds. It doubles and has ±25 % jitter, so that clients
 * that failed together do not retry together. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, backoff: Backoff, random: number): number {
  const doubled = backoff.baseMs * 2 ** (attempt - 1);
  return Math.min(Math.round(doubled * (0.75 + random / 2)), backoff.maxMs);
}

/** A `Retry-After`, in milliseconds, that is longer than any wait of the backoff; else null. */
export function longRetryAfterMs(retryAfterMs: number | null, backoff: Backoff): number | null {
  return retryAfterMs !== null && retryAfterMs > backoff.maxMs ? retryAfterMs : null;
}
