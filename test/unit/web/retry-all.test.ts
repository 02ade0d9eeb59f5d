import { describe, expect, test, vi } from 'vitest';
import type { RetryAnswer } from '../../../web/src/knowledge/document.ts';
import { type RetryAllProgress, retryAll } from '../../../web/src/knowledge/retry-all.ts';

const accepted: RetryAnswer = { status: 'completed', error: null };

function refused(type: string): RetryAnswer {
  return { status: 'failed', error: { type, message: `It failed: ${type}.` } };
}

async function* numbers(count: number): AsyncGenerator<string, void> {
  for (let number = 1; number <= count; number += 1) yield String(number);
}

/** Runs `retryAll` over `count` documents; `answers` by id, accepted otherwise. */
async function run(count: number, answers: Readonly<Record<string, RetryAnswer | Error>> = {}) {
  const begun: string[] = [];
  const reports: RetryAllProgress[] = [];
  let underWay = 0;
  let most = 0;
  const retry = async (id: string): Promise<RetryAnswer> => {
    begun.push(id);
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    const answer = answers[id] ?? accepted;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const progress = await retryAll(
    numbers(count),
    retry,
    (error) => (error instanceof Error ? error.message : ''),
    (report) => reports.push(report),
    new AbortController().signal,
  );
  return { begun, most, progress, reports };
}

describe('retrying all', () => {
  test('retries each document once, three at a time', async () => {
    const { begun, most, progress } = await run(10);
    expect(begun.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 10 }, (_, i) => String(i + 1)),
    );
    expect(most).toBe(3);
    expect(progress).toEqual({ done: 10, accepted: 10, failed: 0, stopped: null });
  });

  test('reports after each document', async () => {
    const { reports } = await run(5);
    expect(reports.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
  });

  test('continues after a failure of a single document', async () => {
    const { progress } = await run(6, { 2: refused('validation') });
    expect(progress).toEqual({ done: 6, accepted: 5, failed: 1, stopped: null });
  });

  test.each([['auth'], ['quota']])('starts no more documents after the first %s failure', async (type) => {
    const { begun, progress } = await run(20, { 2: refused(type) });
    expect(begun.length).toBeLessThanOrEqual(5);
    expect(progress).toMatchObject({ failed: 1, stopped: `It failed: ${type}.` });
    expect(progress.done).toBe(begun.length);
  });

  test('stops when a call fails, and says why', async () => {
    const { begun, progress } = await run(20, { 1: new Error('You may not do this.') });
    expect(begun.length).toBeLessThanOrEqual(5);
    expect(progress.stopped).toBe('You may not do this.');
  });

  test('counts a document with a live lease as neither accepted nor failed', async () => {
    const { progress } = await run(1, { 1: { status: 'syncing', error: null } });
    expect(progress).toEqual({ done: 1, accepted: 0, failed: 0, stopped: null });
  });

  test('starts nothing once aborted', async () => {
    const controller = new AbortController();
    const retry = vi.fn(async () => {
      controller.abort();
      return accepted;
    });
    const progress = await retryAll(numbers(20), retry, String, () => {}, controller.signal);
    expect(retry).toHaveBeenCalledTimes(1);
    expect(progress).toMatchObject({ stopped: null });
  });

  test('reports why the failed documents could not be listed', async () => {
    const broken = {
      async next(): Promise<IteratorResult<string, void>> {
        throw new Error('No connection.');
      },
    };
    const progress = await retryAll(
      broken,
      async () => accepted,
      (error) => String(error),
      () => {},
      new AbortController().signal,
    );
    expect(progress.stopped).toBe('Error: No connection.');
  });
});
