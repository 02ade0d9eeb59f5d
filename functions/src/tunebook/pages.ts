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
