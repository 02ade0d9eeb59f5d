import { describe, expect, test } from 'vitest';
import { coalesce } from '../../../functions/src/tunebook/coalescer.ts';

/** Runs the coalescer on a virtual clock until `end`; changes come at the given times. */
async function pace(changes: readonly number[], end: number, options: { writeMs?: number; earlyMs?: number } = {}) {
  let now = 0;
  let written = 0;
  const writes: number[] = [];
  const checks: number[] = [];
  const ending = new AbortController();
  const pass = (milliseconds: number) => {
    now += milliseconds;
    if (now >= end) ending.abort();
  };
  await coalesce(
    {
      hasChanged: () => changes.filter((at) => at <= now).length > written,
      async write() {
        writes.push(now);
        written = changes.filter((at) => at <= now).length;
        pass(options.writeMs ?? 0);
      },
      async check() {
        checks.push(now);
      },
      now: () => now,
      async wait(milliseconds) {
        pass(Math.max(milliseconds - (milliseconds > 1 ? (options.earlyMs ?? 0) : 0), 1));
      },
    },
    0,
    ending.signal,
  );
  return { writes, checks };
}

describe('changing progress', () => {
  test('is written once a second', async () => {
    const changes = Array.from({ length: 50 }, (_, place) => place * 100);
    expect((await pace(changes, 5000)).writes).toEqual([1000, 2000, 3000, 4000]);
  });

  test('is written at the next turn, and not again before the next change', async () => {
    expect((await pace([2100], 6000)).writes).toEqual([3000]);
  });

  test('is still written a second apart when a timer fires early', async () => {
    const changes = Array.from({ length: 50 }, (_, place) => place * 100);
    expect((await pace(changes, 4000, { earlyMs: 1 })).writes).toEqual([1000, 2000, 3000]);
  });

  test('never has two writes at once, however long one takes', async () => {
    const changes = Array.from({ length: 100 }, (_, place) => place * 100);
    expect((await pace(changes, 8000, { writeMs: 2500 })).writes).toEqual([1000, 3500, 6000]);
  });
});

describe('unchanged progress', () => {
  test('is written every 15 seconds, which renews the lease', async () => {
    expect((await pace([], 50_000)).writes).toEqual([15_000, 30_000, 45_000]);
  });

  test('is checked every other second, which finds a cancel request', async () => {
    const { writes, checks } = await pace([2500], 8000);
    expect(writes).toEqual([3000]);
    expect(checks).toEqual([1000, 2000, 4000, 5000, 6000, 7000]);
  });
});

test('an ended run is neither written nor checked', async () => {
  const { writes, checks } = await pace([0], 1000);
  expect([...writes, ...checks]).toEqual([]);
});
