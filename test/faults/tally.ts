import type { RequestRecord } from '../../local/stand-in/request-record.ts';
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

/** The kind of fault that a request met, in words; null when it met none. */
export function faultName({ fault, status }: Pick<RequestRecord, 'fault' | 'status'>): string | null {
  if (fault === null) return status === 429 ? 'too many at once' : null;
  const late = 'processed' in fault && fault.processed ? ', processed' : '';
  switch (fault.kind) {
    case 'pass':
      return null;
    case 'status':
      if (fault.status === 200) return 'answer of another shape';
      return `HTTP ${fault.status}${'retry-after' in fault.headers ? ' with Retry-After' : ''}${late}`;
    case 'delay':
      return `delayed ${fault.when} processing`;
    case 'drop':
      return `reset ${fault.when} processing`;
    case 'unreadable':
      return `${fault.body} answer`;
    case 'slow':
      return 'slow body';
    case 'hold':
      return fault.drop ? 'held back, connection broken' : 'held back';
  }
}
