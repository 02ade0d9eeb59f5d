import type { LearnStatus } from '../../../functions/src/client.ts';
import { matchesWords, searchWords } from '../ui/folded-text.ts';
import type { Tune } from './tune.ts';

/** How the collection can be sorted. */
export const tuneOrders = ['name', 'type', 'added'] as const;
export type TuneOrder = (typeof tuneOrders)[number];

/** Which tunes are shown, and in which order. A null `status` or `type` is all. */
export interface TuneFilter {
  status: LearnStatus | null;
  type: string | null;
  typed: string;
  order: TuneOrder;
}

/** Every tune, by name. */
export const allTunes: TuneFilter = { status: null, type: null, typed: '', order: 'name' };

const collator = new Intl.Collator(undefined, { numeric: true });

const comparisons: Readonly<Record<TuneOrder, (a: Tune, b: Tune) => number>> = {
  name: byName,
  type: (a, b) => collator.compare(a.type, b.type) || byName(a, b),
  added: (a, b) => (b.addedAt?.getTime() ?? 0) - (a.addedAt?.getTime() ?? 0) || byName(a, b),
};

/** The tunes that match a filter, sorted; `added` puts the newest first. */
export function matchingTunes(tunes: readonly Tune[], { order, status, type, typed }: TuneFilter): Tune[] {
  const words = searchWords(typed);
  return tunes
    .filter(
      (tune) =>
        (status === null || tune.learnStatus === status) &&
        (type === null || tune.type === type) &&
        matchesWords(tune.searchText, words),
    )
    .sort(comparisons[order]);
}

/** How many tunes have each value of a field. */
export function countBy(tunes: readonly Tune[], field: 'learnStatus' | 'type'): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const tune of tunes) counts.set(tune[field], (counts.get(tune[field]) ?? 0) + 1);
  return counts;
}

function byName(a: Tune, b: Tune): number {
  return collator.compare(a.name, b.name);
}
