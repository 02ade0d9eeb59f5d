/** How long searches are counted, in milliseconds. */
const periodMs = 60_000;

/** Searches in a period. Choosing a member takes a handful; the page searches at each pause in typing. */
export const mostSearches = {
  ofUser: 30,
  /** Keeps the load on thesession.org low, however many accounts one person creates. */
  ofAll: 120,
} as const;

/**
 * Returns a function that counts a search of a user at a time in epoch milliseconds. It returns 0 when the
 * user may search, else how long to wait, in milliseconds.
 */
export function createSearchLimit(): (uid: string, now: number) => number {
  let begun = 0;
  let total = 0;
  let counts = new Map<string, number>();
  return (uid, now) => {
    if (now >= begun + periodMs) {
      begun = now;
      total = 0;
      counts = new Map();
    }
    const count = counts.get(uid) ?? 0;
    if (count >= mostSearches.ofUser || total >= mostSearches.ofAll) return begun + periodMs - now;
    counts.set(uid, count + 1);
    total += 1;
    return 0;
  };
}
