import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEventQueue, EventQueueTimeoutError } from '../../../functions/src/knowledge/event-queue.ts';

/** Work that runs until the test ends it, in order of its start. */
function startable() {
  const started: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve, reject) => {
      ends.set(name, (error) => (error === undefined ? resolve() : reject(error)));
    });
  };
  return { started, work, end: (name: string, error?: Error) => ends.get(name)?.(error) };
}

describe('the event queue', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('runs up to its concurrency, in order of arrival', async () => {
    const { started, work, end } = startable();
    const queued = createEventQueue({ concurrency: 2, longestWaitMs: 1000 });
    const events = ['a', 'b', 'c', 'd'].map((name) => queued(work(name)));
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['a', 'b']);
    end('b');
    await events[1];
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('rejects an event that waited too long, and never runs it', async () => {
    const { started, work, end } = startable();
    const queued = createEventQueue({ concurrency: 1, longestWaitMs: 1000 });
    const first = queued(work('a'));
    const second = queued(work('b')).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await second).toBeInstanceOf(EventQueueTimeoutError);
    end('a');
    await first;
    const third = queued(work('c'));
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['a', 'c']);
    end('c');
    await third;
  });

  test('sets no time limit for a running event', async () => {
    const { work, end } = startable();
    const queued = createEventQueue({ concurrency: 1, longestWaitMs: 1000 });
    const event = queued(work('a'));
    await vi.advanceTimersByTimeAsync(10_000);
    end('a');
    await expect(event).resolves.toBeUndefined();
  });

  test('passes on the error of an event and runs the next', async () => {
    const { started, work, end } = startable();
    const queued = createEventQueue({ concurrency: 1, longestWaitMs: 1000 });
    const first = queued(work('a')).catch((error: unknown) => error);
    const second = queued(work('b'));
    await vi.advanceTimersByTimeAsync(0);
    const thrown = new Error('No Firestore.');
    end('a', thrown);
    expect(await first).toBe(thrown);
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['a', 'b']);
    end('b');
    await second;
  });
});
