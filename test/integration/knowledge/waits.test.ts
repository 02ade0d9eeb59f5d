import { describe, expect, test } from 'vitest';
import { hour, minute, second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('within a run', () => {
  test('waits are 1 s, then 2 s, and each retry is logged with document, attempt and delay', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429 },
    ]);
    await world.deliver(reference);
    expect(world.waits).toEqual([1000, 2000]);
    const { id: documentId } = reference;
    const retries = world.log.filter(({ event }) => event === 'knowledge.retry').map(({ fields }) => fields);
    expect(retries).toMatchObject([
      { documentId, attempt: 1, delayMs: 1000, type: 'server_error', status: 503 },
      { documentId, attempt: 2, delayMs: 2000, type: 'rate_limit', status: 429 },
    ]);
  });

  test.each([
    ['smallest', 0, [6000, 10_000]],
    ['largest', 0.999, [9996, 10_000]],
  ])('no wait is longer than 10 s, even with the %s jitter', async (_, random, waits) => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 500 }], null);
    await world.deliver(reference, {
      ...world.instance(),
      backoff: { baseMs: 8000, maxMs: 10_000 },
      random: () => random,
    });
    expect(world.waits).toEqual(waits);
  });
});

describe('Retry-After', () => {
  const httpDate = (milliseconds: number) => new Date(milliseconds).toUTCString();

  test.each([
    ['10 s', () => '10', 10_000, 10_000],
    ['1 s', () => '1', 1000, 1000],
    ['a date in 9 s', () => httpDate(world.now() + 9 * second), 2000, 9000],
  ])('of %s sets the wait within the run', async (_, header, least, most) => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429, headers: { 'retry-after': header() } }]);
    await world.deliver(reference);
    expect(world.waits).toHaveLength(1);
    expect(world.waits[0]).toBeGreaterThanOrEqual(least);
    expect(world.waits[0]).toBeLessThanOrEqual(most);
    expect(world.requests(reference)).toEqual(['POST', 'POST']);
  });

  test.each([
    ['30 s, shorter than the usual wait,', () => '30', minute],
    ['a date in two hours', () => httpDate(world.now() + 2 * hour), 2 * hour],
    ['a year, cut to a day', () => '31536000', 24 * hour],
  ])('of %s ends the run and sets the time of the next', async (_, header, delay) => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429, headers: { 'retry-after': header() } }]);
    await world.deliver(reference);
    const { status, lastAttemptAt, nextAttemptAt } = await world.state(reference);
    expect([status, world.requests(reference), world.waits]).toEqual(['failed', ['POST'], []]);
    const asked = Number(nextAttemptAt) - Number(lastAttemptAt);
    // An HTTP date has whole seconds, and on busy cores the answer takes a while.
    expect(Math.abs(asked - delay)).toBeLessThan(20 * second);
    world.advance(delay - 40 * second);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST']);
    world.advance(minute);
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed', runs: 2 });
  });

  test.each([
    ['malformed', () => 'soon'],
    ['negative', () => '-30'],
    ['zero', () => '0'],
    ['past', () => httpDate(world.now() - hour)],
  ])('that is %s is ignored', async (_, header) => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 503, headers: { 'retry-after': header() } }]);
    await world.deliver(reference);
    expect(world.waits).toEqual([1000]);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
  });
});

describe('between runs', () => {
  test.each([
    ['no Retry-After', {}],
    ['a Retry-After of 30 s', { 'retry-after': '30' }],
  ])(
    'waits are 1 min, 5 min, 30 min, 2 h, 6 h and 24 h with %s, and none follows the seventh run',
    async (_, headers) => {
      const reference = await world.add();
      world.elevenLabs.faults.add({
        match: { name: reference.id },
        actions: [{ kind: 'status', status: 429, headers }],
        times: null,
      });
      await world.deliver(reference);
      const delays = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour];
      for (const [index, delay] of delays.entries()) {
        const { runs, nextAttemptAt } = await world.state(reference);
        expect(runs).toBe(index + 1);
        expect(Math.abs(Number(nextAttemptAt) - world.now() - delay)).toBeLessThan(30 * second);
        world.advance(delay);
        await world.sweep();
      }
      // From the second run on a listing comes first, and a 429 to it ends the run.
      expect(await world.state(reference)).toMatchObject({ status: 'failed', runs: 7, nextAttemptAt: null });
      const sent = world.requests(reference).length;
      world.advance(48 * hour);
      expect(await world.sweep()).toBe(0);
      expect(world.requests(reference)).toHaveLength(sent);
    },
  );

  test('no wait follows the seventh run, whatever Retry-After says', async () => {
    const reference = await world.add();
    await reference.update({ 'sync.status': 'failed', 'sync.runs': 6, 'sync.attemptedHash': 'of another text' });
    await world.deliver(reference);
    await reference.update({ 'sync.runs': 6, 'sync.nextAttemptAt': new Date(world.now()), 'sync.elevenLabsId': null });
    const headers = { 'retry-after': '30' };
    world.elevenLabs.faults.add({
      match: { name: reference.id },
      actions: [{ kind: 'status', status: 503, headers }],
      times: null,
    });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'failed', runs: 7, nextAttemptAt: null });
  });

  test('a seventh run that never ended is failed and not retried automatically', async () => {
    const reference = await world.addCompleted();
    const expired = new Date(world.now() - second);
    await reference.update({
      'sync.status': 'syncing',
      'sync.runs': 7,
      'sync.leaseOwner': 'gone',
      'sync.leaseExpiresAt': expired,
    });
    await world.sweep();
    const state = await world.state(reference);
    expect(state).toMatchObject({
      status: 'failed',
      leaseExpiresAt: null,
      nextAttemptAt: null,
      error: { retryable: false },
    });
    expect(world.requests(reference)).toEqual([]);
    expect(await world.retry(reference)).toMatchObject({ status: 'completed', error: null });
    expect(await world.state(reference)).toMatchObject({ runs: 1, attempts: 1 });
  });
});
