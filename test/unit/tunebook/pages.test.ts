import { describe, expect, test } from 'vitest';
import { pagesAfterFirst, TunebookTooLargeError } from '../../../functions/src/tunebook/pages.ts';

describe('the pages after the first', () => {
  test.each([
    [0, []],
    [1, []],
    [2, [2]],
    [5, [2, 3, 4, 5]],
  ])('of %i are %j', (pages, planned) => {
    expect(pagesAfterFirst(pages)).toEqual(planned);
  });

  test('of the largest tunebook are 1 999; above that it is refused', () => {
    expect(pagesAfterFirst(2000)).toHaveLength(1999);
    for (const pages of [2001, Number.MAX_SAFE_INTEGER]) {
      expect(() => pagesAfterFirst(pages)).toThrow(TunebookTooLargeError);
    }
  });
});
