import type { Violation } from './violation.ts';

export interface ScheduleResult {
  violations: Violation[];
  /** Documents created, or users who synced. */
  subjects: number;
  /** Faults that took effect, by kind. */
  injected: Counts;
  /** The steps taken and the states seen, to explain a violation. */
  trace: string[];
}

export type Counts = Readonly<Record<string, number>>;

export function addCounts(...all: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

export function countNames(names: readonly string[]): Counts {
  return addCounts(...names.map((name) => ({ [name]: 1 })));
}
