/** The shortest pause between two progress writes, in milliseconds: Firestore takes about one write a second to a document. */
const shortestPauseMs = 1000;

/** The longest pause between two writes, in milliseconds. Each write renews the lease, which lasts four times as long. */
const longestPauseMs = 15_000;

/** What the coalescer calls, and the clock it goes by. */
export interface Paced {
  /** Whether there is something new to write. */
  hasChanged(): boolean;
  write(): Promise<void>;
  /** Reads the document when there is nothing to write. */
  check(): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Takes a turn once a second: writes when something changed or the last write is 15 s old, else checks.
 * The first turn comes a second after `writtenAt` (epoch milliseconds). Resolves once the signal has
 * aborted and the current turn is over.
 */
export async function coalesce(paced: Paced, writtenAt: number, signal: AbortSignal): Promise<void> {
  let lastWrite = writtenAt;
  let lastTurn = writtenAt;
  while (!signal.aborted) {
    // Timers may fire a moment early.
    const left = lastTurn + shortestPauseMs - paced.now();
    if (left > 0) {
      await paced.wait(left, signal);
      continue;
    }
    lastTurn = paced.now();
    if (paced.hasChanged() || lastTurn - lastWrite >= longestPauseMs) {
      lastWrite = lastTurn;
      await paced.write();
    } else {
      await paced.check();
    }
  }
}
