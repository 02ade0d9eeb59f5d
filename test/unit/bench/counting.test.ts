import { Timestamp } from 'firebase-admin/firestore';
import { expect, test } from 'vitest';
import { eventBytes } from '../../../lab/bench/costs/encoded-size.ts';
import { priceOf } from '../../../lab/bench/costs/prices.ts';

const name = 'projects/p/databases/(default)/documents/a/b';

function fieldBytes(data: Record<string, unknown>): number {
  return eventBytes(name, null, data) - eventBytes(name, null, {});
}

test('the size of a field is that of its protocol buffer encoding', () => {
  // Map entry: tag, length, key (tag, length, 1 byte), value (tag, length, content).
  expect(fieldBytes({ k: true })).toBe(2 + 3 + 2 + 2);
  expect(fieldBytes({ k: null })).toBe(2 + 3 + 2 + 2);
  expect(fieldBytes({ k: 300 })).toBe(2 + 3 + 2 + 3);
  expect(fieldBytes({ k: 1.5 })).toBe(2 + 3 + 2 + 9);
  expect(fieldBytes({ k: 'abc' })).toBe(2 + 3 + 2 + 6);
  expect(fieldBytes({ k: Timestamp.fromMillis(1_700_000_000_000) })).toBe(2 + 3 + 2 + 2 + 6);
  expect(fieldBytes({ k: [true] })).toBe(2 + 3 + 2 + 2 + 2 + 2);
});

test('an update event has the document twice', () => {
  const data = { k: 'a'.repeat(1000) };
  expect(eventBytes(name, data, data)).toBe(2 * eventBytes(name, null, data));
});

test('a million reads cost 60 cents', () => {
  const usage = { reads: 1_000_000, writes: 0, deletes: 0, invocations: 0, eventBytes: 0, computeSeconds: 0 };
  expect(priceOf(usage)).toBeCloseTo(0.6);
});

test('small events are billed at the minimum size, when published and when delivered', () => {
  const usage = { reads: 0, writes: 0, deletes: 0, invocations: 2, computeSeconds: 0 };
  expect(priceOf({ ...usage, eventBytes: 10 })).toBe(priceOf({ ...usage, eventBytes: 2000 }));
});
