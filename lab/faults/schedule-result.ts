import type { Violation } from './violation.ts';

/** What came of one schedule. */
export interface ScheduleResult {
  violations: Violation[];
  /** Documents that were made, or users that synced. */
  subjects: number;
  /** Faults that really met something, by kind. */
  met: Counts;
  /** What was done and seen, for whoever has to understand a violation. */
  trace: string[];
}

/** How often each of several things happened. */
export type Counts = Readonly<Record<string, number>>;

/** Adds counts up. */
export function addCounts(...all: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** How often each name stands in a list. */
export function countNames(names: readonly string[]): Counts {
  return addCounts(...names.map((name) => ({ [name]: 1 })));
}
