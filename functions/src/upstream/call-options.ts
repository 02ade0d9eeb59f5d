/** Limits of one call. */
export interface CallOptions {
  /** Longest time for one request, in milliseconds; defaults to that of the client. */
  timeoutMs?: number;
  /** Retries of a listing or delete; defaults to 0. */
  retries?: number;
  signal?: AbortSignal;
  /** Sends nothing after this time, in epoch milliseconds. */
  sendBefore?: number;
}
