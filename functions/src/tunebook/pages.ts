import { type Entry, readEntry, type Tune } from './tune.ts';

/** The largest tunebook that is read, in pages of 50: 100 000 tunes (the contract). */
export const maxPages = 2000;

/** A tunebook is said to have more pages than are ever read. */
export class TunebookTooLargeError extends Error {
  override readonly name = 'TunebookTooLargeError';
}

/**
 * The pages that are left to read after the first, given how many a tunebook has.
 * Throws TunebookTooLargeError above 2 000, so that a hostile number keeps nobody busy.
 */
export function pagesAfterFirst(pages: number): number[] {
  if (pages > maxPages) throw new TunebookTooLargeError(`More than ${maxPages} pages`);
  return Array.from({ length: Math.max(pages - 1, 0) }, (_, place) => place + 2);
}

/** The entries of a page that no page before it had, sorted by what is to be done with them. */
export interface Intake {
  tunes: Tune[];
  /** Tunes that have to be asked for. */
  incomplete: number[];
  unusable: Extract<Entry, { kind: 'unusable' }>[];
}

/** Sorts the entries of one page after another; a tune that was there before is left out. */
export function createIntake(): (entries: readonly unknown[]) => Intake {
  const seen = new Set<number>();
  const isNew = (tuneId: number) => {
    const fresh = !seen.has(tuneId);
    seen.add(tuneId);
    return fresh;
  };
  return (entries) => {
    const intake: Intake = { tunes: [], incomplete: [], unusable: [] };
    for (const raw of entries) {
      const entry = readEntry(raw);
      switch (entry.kind) {
        case 'whole':
          if (isNew(entry.tune.tuneId)) intake.tunes.push(entry.tune);
          break;
        case 'incomplete':
          if (isNew(entry.tuneId)) intake.incomplete.push(entry.tuneId);
          break;
        case 'unusable':
          if (entry.tuneId === null || isNew(entry.tuneId)) intake.unusable.push(entry);
      }
    }
    return intake;
  };
}

/** How many entries an intake holds. */
export function intakeSize({ tunes, incomplete, unusable }: Intake): number {
  return tunes.length + incomplete.length + unusable.length;
}
