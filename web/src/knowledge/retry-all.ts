import type { RetryAnswer } from './document.ts';

/** Progress of a retry of all failed documents. */
export interface RetryAllProgress {
  /** Documents whose retry has ended. */
  done: number;
  accepted: number;
  failed: number;
  /** Why it stopped early, as a message; null while it runs and after a complete pass. */
  stopped: string | null;
}

/** One instance sends three requests to ElevenLabs at a time; more retries would wait. */
const atOnce = 3;

/** Failures that every other document would share. */
const commonCauses = new Set(['auth', 'quota']);

/**
 * Retries documents three at a time. Starts no more after the first `auth` or `quota` failure, after
 * a failed call, or once aborted; waits for the running ones.
 *
 * @param report called after each document.
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
