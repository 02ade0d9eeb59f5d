import { errorFields } from '../log.ts';
import { coalesce } from './coalescer.ts';
import type { TunebookContext } from './context.ts';
import { cancelledMessage } from './messages.ts';
import { advance, type Progress, type ProgressEvent } from './progress.ts';
import { leaseMs, type Run, readStanding, type Standing, writeProgress } from './store.ts';

/**
 * A run's longest time, in milliseconds: the function has 540 s, and what is under way then must
 * still come to its end and be written (decided).
 */
const longestRunMs = 500_000;

/** A run has to stop: its user asked for it, a successor took its lease, or its time is up. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  constructor(readonly reason: 'cancelled' | 'lost' | 'late') {
    super(reason);
  }
}

/** Keeps the progress document of one run in step with it, and the run in step with its document. */
export interface Report {
  /** Aborts with a StoppedError, or with what `fail` was told, when the run has to stop. */
  signal: AbortSignal;
  progress(): Progress;
  tell(event: ProgressEvent): void;
  /** Stops all that is under way. */
  fail(error: unknown): void;
  /** Throws StoppedError when the lease is no longer known to be ours: nothing may be written then. */
  confirm(): Promise<void>;
  /** Writes the last progress; null when the lease was lost. Throws when Firestore cannot be reached. */
  end(event: ProgressEvent): Promise<Progress | null>;
}

/** Begins to report on a run that has just been claimed with this progress. */
export function startReport(context: TunebookContext, run: Run, begun: Progress): Report {
  const stopping = new AbortController();
  const ending = new AbortController();
  let progress = begun;
  let written = begun;
  let leaseExpiresAt = run.startedAt + leaseMs;

  const heed = (standing: Standing) => {
    if (standing.kind === 'lost') stopping.abort(new StoppedError('lost'));
    else if (standing.cancelRequested) stopping.abort(new StoppedError('cancelled'));
    else if (context.now() - run.startedAt >= longestRunMs) stopping.abort(new StoppedError('late'));
  };
  const write = async (choose: (cancelRequested: boolean) => Progress) => {
    const now = context.now();
    const standing = await writeProgress(context.db, run, choose, now);
    if (standing.progress === undefined) return standing;
    written = standing.progress;
    leaseExpiresAt = now + leaseMs;
    return standing;
  };
  const turn = async (action: () => Promise<Standing>) => {
    try {
      heed(await action());
    } catch (error) {
      // One progress write is no reason to give up a sync: the next turn tries again.
      context.log('WARNING', 'tunebook.progress_not_written', { uid: run.uid, ...errorFields(error) });
    }
  };
  const pacing = coalesce(
    {
      hasChanged: () => progress !== written,
      write: () => turn(() => write(() => progress)),
      look: () => turn(() => readStanding(context.db, run)),
      now: context.now,
      wait: context.wait,
    },
    run.startedAt,
    ending.signal,
  );
  return {
    signal: stopping.signal,
    progress: () => progress,
    tell(event) {
      progress = advance(progress, event);
    },
    fail: (error) => stopping.abort(error),
    async confirm() {
      if (context.now() >= leaseExpiresAt) heed(await write(() => progress));
      stopping.signal.throwIfAborted();
    },
    async end(event) {
      ending.abort();
      await pacing;
      const last = await write((cancelRequested) => {
        // Whoever was told that the sync is being cancelled finds it cancelled.
        const message = cancelledMessage(progress);
        return advance(progress, cancelRequested ? { kind: 'cancelled', message } : event);
      });
      return last.progress ?? null;
    },
  };
}

/** Waits for all tasks of a sync to end, whatever happens; the first failure stops the others and is thrown. */
export async function allOf(report: Report, tasks: readonly Promise<void>[]): Promise<void> {
  await Promise.all(tasks.map((task) => task.catch((error: unknown) => report.fail(error))));
  report.signal.throwIfAborted();
}
