import { errorFields } from '../log.ts';
import { coalesce } from './coalescer.ts';
import type { TunebookContext } from './context.ts';
import type { SyncRequest } from './input.ts';
import { cancelledMessage } from './messages.ts';
import { advance, type Progress, type ProgressEvent } from './progress.ts';
import { type LeaseState, leaseMs, type Run, readLeaseState, writeProgress } from './store.ts';

/** The longest run, in milliseconds: leaves 40 of the function's 540 s for requests and writes already under way. */
const longestRunMs = 500_000;

/** The run must stop: it was cancelled, it lost its lease, or its time is up. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  constructor(readonly reason: 'cancelled' | 'lost' | 'late') {
    super(reason);
  }
}

/** Writes the progress of one run to its document, and stops the run when the document says so. */
export interface ProgressReporter {
  /** Aborts with a StoppedError, or with the error passed to `stop`. */
  signal: AbortSignal;
  progress(): Progress;
  report(event: ProgressEvent): void;
  /** Stops the run because of this error. */
  stop(error: unknown): void;
  /** Renews an expired lease. Throws what the signal aborted with: the run must write no more then. */
  confirmLease(): Promise<void>;
  /** Writes the last progress and returns it; null when the lease is lost. Throws when Firestore fails. */
  finish(event: ProgressEvent): Promise<Progress | null>;
}

/** A sync that holds its lease: what it works with, what was asked for, and where it reports to. */
export interface ActiveSync {
  context: TunebookContext;
  request: SyncRequest;
  reporter: ProgressReporter;
}

/** Starts reporting on a run that was just claimed with this progress. */
export function startReporter(context: TunebookContext, run: Run, begun: Progress): ProgressReporter {
  const stopping = new AbortController();
  const ending = new AbortController();
  let progress = begun;
  let written = begun;
  let leaseExpiresAt = run.startedAt + leaseMs;

  const applyLeaseState = (state: LeaseState) => {
    if (state.kind === 'lost') stopping.abort(new StoppedError('lost'));
    else if (state.cancelRequested) stopping.abort(new StoppedError('cancelled'));
    else if (context.now() - run.startedAt >= longestRunMs) stopping.abort(new StoppedError('late'));
  };
  const write = async (choose: (cancelRequested: boolean) => Progress) => {
    const now = context.now();
    const state = await writeProgress(context.db, run, { choose, now });
    if (state.kind === 'lost') return state;
    written = state.progress;
    leaseExpiresAt = now + leaseMs;
    return state;
  };
  const turn = async (action: () => Promise<LeaseState>) => {
    try {
      applyLeaseState(await action());
    } catch (error) {
      // One failed progress write does not end a sync: the next turn tries again.
      context.log('WARNING', 'tunebook.progress_not_written', { uid: run.uid, ...errorFields(error) });
    }
  };
  const pacing = coalesce(
    {
      hasChanged: () => progress !== written,
      write: () => turn(() => write(() => progress)),
      check: () => turn(() => readLeaseState(context.db, run)),
      now: context.now,
      wait: context.wait,
    },
    run.startedAt,
    ending.signal,
  );
  return {
    signal: stopping.signal,
    progress: () => progress,
    report(event) {
      progress = advance(progress, event);
    },
    stop: (error) => stopping.abort(error),
    async confirmLease() {
      if (context.now() >= leaseExpiresAt) applyLeaseState(await write(() => progress));
      stopping.signal.throwIfAborted();
    },
    async finish(event) {
      ending.abort();
      await pacing;
      const last = await write((cancelRequested) => {
        // A cancel request accepted late still ends the run as cancelled.
        const message = cancelledMessage(progress);
        return advance(progress, cancelRequested ? { kind: 'cancelled', message } : event);
      });
      return last.kind === 'lost' ? null : last.progress;
    },
  };
}
