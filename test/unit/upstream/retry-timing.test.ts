import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, longestRetryAfterMs, retryAfterMs } from '../../../functions/src/upstream/retry-timing.ts';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);
const day = 24 * 60 * 60 * 1000;
const dateAfter = (milliseconds: number) => new Date(now + milliseconds).toUTCString();

describe('Retry-After', () => {
  const asked: readonly (readonly [string, string, number])[] = [
    ['one second', '1', 1_000],
    ['half a minute', '30', 30_000],
    ['seconds with space around', ' 30 ', 30_000],
    ['seconds with leading zeros', '007', 7_000],
    ['a day', '86400', day],
    ['more than a day', '86401', day],
    ['a number without end', '9'.repeat(400), day],
    ['a date', 'Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['a date within the same second', dateAfter(1_000), 1_000],
    ['a date far away', 'Fri, 31 Dec 9999 23:59:59 GMT', day],
  ];
  test.each(asked)('is %s', (_, header, wait) => expect(retryAfterMs(header, now)).toBe(wait));

  const ignored: readonly (readonly [string, unknown])[] = [
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['blank', '  '],
    ['zero', '0'],
    ['negative', '-1'],
    ['signed', '+5'],
    ['a fraction', '1.5'],
    ['hexadecimal', '0x10'],
    ['in powers of ten', '1e3'],
    ['with a unit', '30s'],
    ['a word', 'soon'],
    ['two values', '1, 2'],
    ['a number, not a text', 30],
    ['a list', ['30']],
    ['Infinity', 'Infinity'],
    ['a date that is past', dateAfter(-1_000)],
    ['a date that is now', dateAfter(0)],
    ['an ISO date', '2026-01-01T13:00:00Z'],
    ['a year alone', '9999'.padEnd(6, 'x')],
    ['an invalid date', 'Xxx, 99 Yyy 2026 99:99:99 GMT'],
    ['a date with something before it', 'on Thu, 01 Jan 2026 12:00:30 GMT'],
    ['a date with something after it', 'Thu, 01 Jan 2026 12:00:30 GMT-1'],
    ['a date of another zone', 'Thu, 01 Jan 2026 13:00:30 CET'],
  ];
  test.each(ignored)('is ignored when it is %s', (_, header) => expect(retryAfterMs(header, now)).toBeNull());

  test('of any text is null or a wait of at most 24 h', () => {
    const header = fc.oneof(
      fc.string(),
      fc.bigInt().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(header, (text) => {
        const wait = retryAfterMs(text, now);
        if (wait === null) return;
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(longestRetryAfterMs);
      }),
    );
  });
});

describe('the wait between attempts', () => {
  const backoff = { baseMs: 1_000, maxMs: 10_000 };
  const cases: readonly (readonly [attempt: number, random: number, wait: number])[] = [
    [1, 0.5, 1_000],
    [2, 0.5, 2_000],
    [3, 0.5, 4_000],
    [4, 0.5, 8_000],
    [5, 0.5, 10_000],
    [1, 0, 750],
    [2, 0, 1_500],
    [1, 0.999_999, 1_250],
    [4, 0.999_999, 10_000],
    [5, 0, 10_000],
    [2_000, 0, 10_000],
  ];
  test.each(cases)('after attempt %i at random %d is %i ms', (attempt, random, wait) => {
    expect(backoffMs(attempt, backoff, random)).toBe(wait);
  });

  test('is within a quarter of the doubled base, and at most the cap', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const bounds = fc.record({
      baseMs: fc.integer({ min: 1, max: 10_000 }),
      maxMs: fc.integer({ min: 1, max: 30_000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), bounds, random, (attempt, { baseMs, maxMs }, chance) => {
        const wait = backoffMs(attempt, { baseMs, maxMs }, chance);
        const doubled = baseMs * 2 ** (attempt - 1);
        expect(wait).toBeLessThanOrEqual(maxMs);
        expect(wait).toBeGreaterThanOrEqual(Math.min(Math.floor(doubled * 0.75), maxMs));
        expect(wait).toBeLessThanOrEqual(Math.ceil(doubled * 1.25));
      }),
    );
  });
});
