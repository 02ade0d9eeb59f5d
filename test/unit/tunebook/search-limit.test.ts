import { describe, expect, test } from 'vitest';
import { createSearchLimit, mostSearches } from '../../../functions/src/tunebook/search-limit.ts';

describe('the limit of member searches', () => {
  const search = (waitFor: ReturnType<typeof createSearchLimit>, times: number, uid: string, now: number) =>
    Array.from({ length: times }, () => waitFor(uid, now)).filter((waitMs) => waitMs === 0).length;

  test('lets a user search 30 times a minute, and others meanwhile', () => {
    const waitFor = createSearchLimit();
    expect(search(waitFor, 40, 'a', 1_000_000)).toBe(mostSearches.ofUser);
    expect(waitFor('a', 1_020_000)).toBe(40_000);
    expect(waitFor('b', 1_020_000)).toBe(0);
    expect(waitFor('a', 1_060_000)).toBe(0);
  });

  test('lets all users together search 120 times a minute, however many accounts there are', () => {
    const waitFor = createSearchLimit();
    const allowed = Array.from({ length: 200 }, (_, place) => search(waitFor, 2, `user${place}`, 1_000_000));
    expect(allowed.reduce((sum, count) => sum + count, 0)).toBe(mostSearches.ofAll);
    expect(waitFor('late', 1_059_999)).toBe(1);
    expect(waitFor('late', 1_060_000)).toBe(0);
  });

  test('gives a refused user no longer wait for trying again', () => {
    const waitFor = createSearchLimit();
    search(waitFor, 1000, 'a', 1_000_000);
    expect(search(waitFor, 40, 'a', 1_060_000)).toBe(mostSearches.ofUser);
  });
});
