/** The shortest pause between two progress writes, in milliseconds (the contract). */
const shortestPauseMs = 1000;

/** The longest one while a sync runs: each write renews the lease (the contract). */
const longestPauseMs = 15_000;

/** What a coalescer paces. */
export interface Paced {
  /** Whether there is something new to write. */
  hasChanged(): boolean;
  write(): Promise<void>;
  /** Takes the place of a write when there is nothing to write. */
  look(): Promise<void>;
  now(): number;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Once a second writes what has changed, and what has not after 15 s; looks at all other times.
 * Begins a second after `writtenAt` (epoch milliseconds), and resolves once the signal aborts and
 * a turn that is under way is over.
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
      await paced.look();
    }
  }
}
