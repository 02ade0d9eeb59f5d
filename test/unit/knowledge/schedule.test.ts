import { describe, expect, test } from 'vitest';
import {
  attemptsPerRun,
  leaseMs,
  leastAttemptMs,
  maxRuns,
  nextAttemptAt,
  nextRemovalAt,
  runDeadlineMs,
} from '../../../functions/src/knowledge/delivery/schedule.ts';
import { hour, minute, now } from './sample-documents.ts';

const delays = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour];

describe('the next retry of a document', () => {
  test.each(delays.map((wait, index) => [index + 1, wait] as const))('after run %i comes in %i ms', (runs, wait) => {
    expect(nextAttemptAt(runs, null, now)).toBe(now + wait);
  });

  test.each([7, 8, 100])('after run %i never comes, whatever Retry-After says', (runs) => {
    expect(nextAttemptAt(runs, null, now)).toBeNull();
    expect(nextAttemptAt(runs, 30_000, now)).toBeNull();
  });

  test('before a run was counted comes as after the first', () => {
    expect(nextAttemptAt(0, null, now)).toBe(now + minute);
  });

  test.each([
    [1, 20_000, minute],
    [5, 30_000, 6 * hour],
    [1, 3 * hour, 3 * hour],
    [1, 25 * hour, 24 * hour],
  ])('after run %i with a Retry-After of %i ms comes in %i ms: it never shortens the wait', (runs, asked, wait) => {
    expect(nextAttemptAt(runs, asked, now)).toBe(now + wait);
  });
});

describe('the next attempt of a removal', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 50])('after failure %i comes after the same waits, without end', (attempts) => {
    const wait = delays[Math.max(attempts, 1) - 1] ?? 24 * hour;
    expect(nextRemovalAt(attempts, null, now)).toBe(now + wait);
  });

  test.each([
    [1, 30_000, minute],
    [1, hour, hour],
    [1, 48 * hour, 24 * hour],
    [6, hour, 24 * hour],
  ])('after failure %i with a Retry-After of %i ms comes in %i ms', (attempts, asked, wait) => {
    expect(nextRemovalAt(attempts, asked, now)).toBe(now + wait);
  });
});

test('a lease outlasts a run, and a run its attempts', () => {
  expect(leaseMs).toBeGreaterThan(2 * runDeadlineMs);
  expect(runDeadlineMs).toBeGreaterThan(attemptsPerRun * (20_000 + leastAttemptMs));
  expect([leaseMs, runDeadlineMs, leastAttemptMs, attemptsPerRun, maxRuns]).toEqual([5 * minute, 90_000, 5_000, 3, 7]);
});
