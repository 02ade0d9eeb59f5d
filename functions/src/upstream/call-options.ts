/** Limits of one request. */
export interface CallOptions {
  /** Longest time for one attempt, in milliseconds; defaults to that of the client. */
  timeoutMs?: number;
  /** Retries by axios-retry; defaults to 0, for a caller that counts or fences attempts. */
  retries?: number;
  /** Aborts the request and the waits between its retries. */
  signal?: AbortSignal;
  /** Sends nothing after this time, in epoch milliseconds: neither the request nor a retry. */
  sendBefore?: number;
}
