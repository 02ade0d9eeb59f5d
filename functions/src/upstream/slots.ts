import pLimit from 'p-limit';
import type { Gate } from './gate.ts';
import { timeoutAt } from './timeout-at.ts';

/** Runs work that sends requests to a service. */
export interface Slots {
  /** Runs work once the service takes requests and a slot is free. */
  <Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * The same; resolves with null without running the work when it cannot begin by `startBefore` (epoch
   * milliseconds), at once while the service throttles for longer than that.
   */
  <Result>(work: () => Promise<Result>, startBefore: number): Promise<Result | null>;
}

/** The slots of an instance for a service. Work waits at the gate without holding a slot. */
export function createSlots(concurrency: number, gate: Pick<Gate, 'ready' | 'begin'>, now: () => number): Slots {
  const limit = pLimit(concurrency);

  function run<Result>(work: () => Promise<Result>): Promise<Result>;
  function run<Result>(work: () => Promise<Result>, startBefore: number): Promise<Result | null>;
  async function run<Result>(
    work: () => Promise<Result>,
    startBefore = Number.POSITIVE_INFINITY,
  ): Promise<Result | null> {
    const signal = Number.isFinite(startBefore) ? timeoutAt(startBefore, { now }) : undefined;
    for (;;) {
      if (now() > startBefore || !(await gate.ready(signal, startBefore)) || signal?.aborted) return null;
      // The gate may have closed while the work waited for its slot.
      const begun = await inSlot(() => gate.begin(work), limit, signal);
      if (begun !== null) return begun.result;
    }
  }
  return run;
}

/** Runs work when a slot is free. Resolves with null, and starts nothing, when the signal aborts before that. */
export async function inSlot<Result>(
  work: () => Promise<Result>,
  limit: (begin: () => Promise<Result | null>) => Promise<Result | null>,
  signal: AbortSignal | undefined,
): Promise<Result | null> {
  return await new Promise((resolve, reject) => {
    const giveUp = () => resolve(null);
    signal?.addEventListener('abort', giveUp, { once: true });
    limit(async () => {
      signal?.removeEventListener('abort', giveUp);
      return signal?.aborted ? null : await work();
    }).then(resolve, reject);
  });
}
