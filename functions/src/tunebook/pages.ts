import { type Entry, readEntry, type Tune } from './tune.ts';

/** The largest tunebook that is read, in pages of 50: 100 000 tunes, far above any real one. */
export const maxPages = 2000;

/** The tunebook claims more than `maxPages` pages. */
export class TunebookTooLargeError extends Error {
  override readonly name = 'TunebookTooLargeError';
}

/**
 * The numbers of all pages but the first. Throws TunebookTooLargeError above `maxPages`, so that a
 * hostile answer cannot keep an instance busy.
 */
export function pagesAfterFirst(pages: number): number[] {
  if (pages > maxPages) throw new TunebookTooLargeError(`More than ${maxPages} pages`);
  return Array.from({ length: Math.max(pages - 1, 0) }, (_, place) => place + 2);
}

/** The entries of a page that no earlier page had, by what happens to them next. */
export interface NewEntries {
  tunes: Tune[];
  /** Ids of tunes to look up, since their entries lack a name or a type. */
  incomplete: number[];
  unusable: Extract<Entry, { kind: 'unusable' }>[];
}

/** Returns a function that takes the entries of page after page and drops tunes it has seen before. */
export function createDeduplicator(): (entries: readonly unknown[]) => NewEntries {
  const seen = new Set<number>();
  const isNew = (tuneId: number) => {
    const fresh = !seen.has(tuneId);
    seen.add(tuneId);
    return fresh;
  };
  return (entries) => {
    const found: NewEntries = { tunes: [], incomplete: [], unusable: [] };
    for (const raw of entries) {
      const entry = readEntry(raw);
      switch (entry.kind) {
        case 'complete':
          if (isNew(entry.tune.tuneId)) found.tunes.push(entry.tune);
          break;
        case 'incomplete':
          if (isNew(entry.tuneId)) found.incomplete.push(entry.tuneId);
          break;
        case 'unusable':
          if (entry.tuneId === null || isNew(entry.tuneId)) found.unusable.push(entry);
      }
    }
    return found;
  };
}

export function countEntries({ tunes, incomplete, unusable }: NewEntries): number {
  return tunes.length + incomplete.length + unusable.length;
}
