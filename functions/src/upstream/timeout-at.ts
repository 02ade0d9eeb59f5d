/** A signal that aborts at a time, in epoch milliseconds. */
export function timeoutAt(time: number, { now }: { now: () => number }): AbortSignal {
  return AbortSignal.timeout(Math.max(time - now(), 0));
}
