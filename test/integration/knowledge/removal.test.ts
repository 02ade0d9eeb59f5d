import { describe, expect, test } from 'vitest';
import { hour, minute, second } from './time.ts';
import { apiKey, useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('a removal', () => {
  test('that fails is recorded with its reason and retried by the sweep', async () => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    world.order(reference, 'DELETE', [{ kind: 'status', status: 500, message: apiKey }], 3);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.requests(reference)).toEqual(['DELETE', 'DELETE', 'DELETE']);
    const [record] = await world.removals(reference);
    expect(record).toMatchObject({ documentId: reference.id, elevenLabsId, attempts: 1 });
    expect(record?.error).toMatchObject({ type: 'server_error', retryable: true });
    expect(JSON.stringify(record)).not.toContain(apiKey);
    world.advance(minute - 5 * second);
    expect(await world.sweep()).toBe(0);
    world.advance(5 * second);
    expect(await world.sweep()).toBe(1);
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });

  test.each([
    ['server_error', 503],
    ['auth', 401],
    ['validation', 422],
  ])('is retried without end, at most 24 h apart, when it fails as %s', async (type, status) => {
    const reference = await world.addCompleted();
    world.order(reference, 'DELETE', [{ kind: 'status', status }], null);
    await world.deliverDelete(reference, await world.delete(reference));
    const delays: number[] = [];
    for (let attempts = 1; attempts <= 9; attempts += 1) {
      const [record] = await world.removals(reference);
      expect(record).toMatchObject({ attempts, error: { type } });
      const delay = Number(record?.nextAttemptAt) - world.now();
      delays.push(Math.round(delay / minute));
      world.advance(delay + second);
      if (attempts < 9) expect(await world.sweep()).toBe(1);
    }
    expect(delays).toEqual([1, 5, 30, 120, 360, 1440, 1440, 1440, 1440]);
    world.elevenLabs.faults.clear();
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('whose listing fails is retried, although the known id was deleted', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'GET', [{ kind: 'status', status: 403 }]);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.requests(reference)).toEqual(['DELETE', 'GET']);
    expect(await world.removals(reference)).toMatchObject([{ attempts: 1, error: { type: 'auth' } }]);
    world.advance(minute);
    await world.sweep();
    expect(await world.removals(reference)).toEqual([]);
  });

  test('that failed, of a document that ElevenLabs does not show yet, deletes it later', async () => {
    const reference = await world.addCompleted();
    const hidden = { kind: 'status', status: 404, code: 'document_not_found' } as const;
    world.order(reference, 'DELETE', [{ kind: 'status', status: 403 }, hidden]);
    world.order(reference, 'GET', [{ kind: 'unreadable', body: 'html' }], null);
    await world.deliverDelete(reference, await world.delete(reference));
    world.advance(minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['DELETE', 'DELETE']);
    expect(world.remote(reference)).toHaveLength(1);
    world.elevenLabs.faults.clear();
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('whose listing cannot be read is retried', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'GET', [{ kind: 'unreadable', body: 'html' }], null);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(await world.removals(reference)).toMatchObject([{ attempts: 1, error: { type: 'unknown' } }]);
  });

  test('waits two hours when Retry-After says so', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'DELETE', [{ kind: 'status', status: 429, headers: { 'retry-after': '7200' } }]);
    await world.deliverDelete(reference, await world.delete(reference));
    const [record] = await world.removals(reference);
    expect(Math.abs(Number(record?.nextAttemptAt) - world.now() - 2 * hour)).toBeLessThan(30 * second);
    expect(world.requests(reference)).toEqual(['DELETE']);
  });

  test('without a key is retried until there is one', async () => {
    const reference = await world.addCompleted();
    await world.deliverDelete(reference, await world.delete(reference), world.instance({ apiKey: '' }));
    expect(await world.removals(reference)).toMatchObject([{ error: { type: 'auth', retryable: false } }]);
    expect(world.requests(reference)).toEqual([]);
    world.advance(minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
  });

  test('of a document with a scheduled verification deletes at once and lists 10 min later, to find what is processed late', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    await world.deliver(reference);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.remote(reference)).toEqual([]);
    world.elevenLabs.release();
    expect(world.remote(reference)).toHaveLength(1);
    world.advance(10 * minute - 5 * second);
    expect(await world.sweep()).toBe(0);
    world.advance(5 * second);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.ledger(reference)).toEqual([]);
  });
});
