import type { RetryAnswer } from './document.ts';

/** How far a retry of all failed documents has come. */
export interface RetryAllProgress {
  /** Documents whose retry has ended. */
  done: number;
  accepted: number;
  failed: number;
  /** Why it stopped before the end, for people; null while it goes on and when it came through. */
  stopped: string | null;
}

/** Retries at once (the contract). */
const atOnce = 3;

/** Failures that every further document would share. */
const commonCauses = new Set(['auth', 'quota']);

/**
 * Retries documents three at a time. Begins no further one after the first `auth` or `quota`
 * failure, after an error of the call itself, or once aborted; waits for those that are under way.
 *
 * @param report is told after each document.
 */
export async function retryAll(
  ids: Pick<AsyncGenerator<string, void>, 'next'>,
  retry: (id: string) => Promise<RetryAnswer>,
  describe: (error: unknown) => string,
  report: (progress: RetryAllProgress) => void,
  signal: AbortSignal,
): Promise<RetryAllProgress> {
  let progress: RetryAllProgress = { done: 0, accepted: 0, failed: 0, stopped: null };
  const advance = (change: Partial<RetryAllProgress>) => {
    progress = { ...progress, ...change };
    report(progress);
  };
  const work = async () => {
    while (true) {
      const next = await ids.next();
      if (next.done || progress.stopped !== null || signal.aborted) return;
      const { status, error } = await retry(next.value);
      const failed = status === 'failed' ? progress.failed + 1 : progress.failed;
      const accepted = status === 'completed' ? progress.accepted + 1 : progress.accepted;
      const stop = status === 'failed' && error !== null && commonCauses.has(error.type) ? error.message : null;
      advance({ done: progress.done + 1, failed, accepted, stopped: progress.stopped ?? stop });
    }
  };
  const workOrStop = () => work().catch((error: unknown) => advance({ stopped: progress.stopped ?? describe(error) }));
  await Promise.all(Array.from({ length: atOnce }, workOrStop));
  return progress;
}
