import { describe, expect, test } from 'vitest';
import {
  createIntake,
  intakeSize,
  pagesAfterFirst,
  TunebookTooLargeError,
} from '../../../functions/src/tunebook/pages.ts';

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

const entry = (id: number) => ({ id, name: `Tune ${id}`, type: 'jig' });

test('a tune that comes again, on the same page or a later one, is left out', () => {
  const take = createIntake();
  expect(take([entry(1), entry(2), entry(1)]).tunes.map(({ tuneId }) => tuneId)).toEqual([1, 2]);
  const second = take([entry(2), { id: 3 }, { id: 3 }, entry(4)]);
  expect(second.tunes.map(({ tuneId }) => tuneId)).toEqual([4]);
  expect(second.incomplete).toEqual([3]);
  expect(intakeSize(second)).toBe(2);
  expect(intakeSize(take([entry(3), entry(4)]))).toBe(0);
});

test('entries that cannot be used count one by one, those with the same number once', () => {
  const take = createIntake();
  const page = take([null, null, { id: 1.5 }, { id: 1.5 }, {}]);
  expect(page.unusable.map(({ tuneId }) => tuneId)).toEqual([null, null, 1.5, null]);
  expect(intakeSize(page)).toBe(4);
});
