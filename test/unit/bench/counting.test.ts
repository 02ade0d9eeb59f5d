import { expect, test } from 'vitest';
import { priceOf } from '../../../lab/bench/costs/prices.ts';

test('a million reads cost 60 cents', () => {
  const usage = { reads: 1_000_000, writes: 0, deletes: 0, invocations: 0, eventBytes: 0, computeSeconds: 0 };
  expect(priceOf(usage)).toBeCloseTo(0.6);
});

test('small events are billed at the minimum size, when published and when delivered', () => {
  const usage = { reads: 0, writes: 0, deletes: 0, invocations: 2, computeSeconds: 0 };
  expect(priceOf({ ...usage, eventBytes: 10 })).toBe(priceOf({ ...usage, eventBytes: 2000 }));
});
