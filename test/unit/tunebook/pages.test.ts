import { describe, expect, test } from 'vitest';
import {
  countEntries,
  createDeduplicator,
  pagesAfterFirst,
  TunebookTooLargeError,
} from '../../../functions/src/tunebook/pages.ts';

describe('the pages after the first', () => {
  test.each([
    [0, []],
    [1, []],
    [2, [2]],
    [5, [2, 3, 4, 5]],
  ])('of %i are %j', (pages, numbers) => {
    expect(pagesAfterFirst(pages)).toEqual(numbers);
  });

  test('of the largest tunebook are 1 999, and a larger one is refused', () => {
    expect(pagesAfterFirst(2000)).toHaveLength(1999);
    for (const pages of [2001, Number.MAX_SAFE_INTEGER]) {
      expect(() => pagesAfterFirst(pages)).toThrow(TunebookTooLargeError);
    }
  });
});

describe('the deduplicator', () => {
  const entry = (id: number) => ({ id, name: `Tune ${id}`, type: 'jig' });

  test('drops a tune that comes again, on the same page or a later one', () => {
    const newEntries = createDeduplicator();
    expect(newEntries([entry(1), entry(2), entry(1)]).tunes.map(({ tuneId }) => tuneId)).toEqual([1, 2]);
    const second = newEntries([entry(2), { id: 3 }, { id: 3 }, entry(4)]);
    expect(second.tunes.map(({ tuneId }) => tuneId)).toEqual([4]);
    expect(second.incomplete).toEqual([3]);
    expect(countEntries(second)).toBe(2);
    expect(countEntries(newEntries([entry(3), entry(4)]))).toBe(0);
  });

  test('keeps every unusable entry, but only one for each number', () => {
    const page = createDeduplicator()([null, null, { id: 1.5 }, { id: 1.5 }, {}]);
    expect(page.unusable.map(({ tuneId }) => tuneId)).toEqual([null, null, 1.5, null]);
    expect(countEntries(page)).toBe(4);
  });
});
