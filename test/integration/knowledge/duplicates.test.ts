import { describe, expect, test, vi } from 'vitest';
import type { SyncResult } from '../../../functions/src/knowledge/stage.ts';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('an event that is delivered more than once', () => {
  test('sends one POST for eight deliveries at once, each to another instance', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold' }]);
    const results: SyncResult[] = [];
    const deliveries = Array.from({ length: 8 }, async () => {
      results.push(await world.deliver(reference, world.instance()));
    });
    await vi.waitFor(() => expect(results).toHaveLength(7), { timeout: 20_000 });
    expect(results).toEqual(results.map(() => ({ kind: 'left', reason: 'leased', status: 'syncing', error: null })));
    world.elevenLabs.release();
    await Promise.all(deliveries);
    expect(world.requests(reference)).toEqual(['POST']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1 });
  });

  test('sends and writes nothing after completion', async () => {
    const reference = await world.addCompleted();
    const before = (await reference.get()).updateTime;
    const result = await world.deliver(reference);
    expect(result).toEqual({ kind: 'left', reason: 'nothing to do', status: 'completed', error: null });
    expect(world.requests(reference)).toEqual([]);
    expect((await reference.get()).updateTime).toEqual(before);
  });

  test('sends nothing after a permanent failure', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 400 }]);
    await world.deliver(reference);
    expect(await world.deliver(reference)).toMatchObject({
      kind: 'left',
      status: 'failed',
      error: { type: 'validation' },
    });
    expect(world.requests(reference)).toEqual(['POST']);
  });

  test('sends nothing after a temporary failure until the next attempt is due', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }], 3);
    await world.deliver(reference);
    expect(await world.deliver(reference)).toMatchObject({ kind: 'left', status: 'failed' });
    world.advance(minute);
    expect(await world.deliver(reference)).toMatchObject({ kind: 'settled', status: 'completed' });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('sends nothing after the deletion', async () => {
    const reference = await world.add();
    await reference.delete();
    expect(await world.deliver(reference)).toEqual({ kind: 'missing' });
    expect(world.requests(reference)).toEqual([]);
  });
});
