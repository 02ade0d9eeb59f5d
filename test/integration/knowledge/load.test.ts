import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { holdWait } from './interruption.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('an instance', () => {
  test('with a single slot syncs others while one failing document waits for its next attempt', async () => {
    const failing = await world.add();
    world.order(failing, 'POST', [{ kind: 'status', status: 500 }], null);
    const { wait, begun, end } = holdWait();
    const context = { ...world.instance(), slot: pLimit(1), wait };
    const run = world.deliver(failing, context);
    await begun;
    const others = await Promise.all(Array.from({ length: 10 }, () => world.add()));
    await Promise.all(others.map((reference) => world.deliver(reference, context)));
    const statuses = await Promise.all(others.map(async (reference) => (await world.state(reference)).status));
    expect(statuses).toEqual(others.map(() => 'completed'));
    expect((await world.state(failing)).status).toBe('syncing');
    end();
    expect(await run).toMatchObject({ status: 'failed' });
  });

  test('sends no more requests at once than it has slots', async () => {
    world.elevenLabs.settings.latencyMs = 20;
    world.elevenLabs.faults.add({ actions: [{ kind: 'hold' }], times: 3 });
    const references = await Promise.all(Array.from({ length: 12 }, () => world.add()));
    const context = world.instance();
    const runs = references.map((reference) => world.deliver(reference, context));
    await world.elevenLabs.requests.waitFor({}, { count: 3 });
    world.elevenLabs.release();
    await Promise.all(runs);
    expect(world.elevenLabs.requests.counters()).toMatchObject({ requests: 12, mostInFlight: 3 });
  });

  test('claims a document only when a slot is free, so that no lease runs while it waits', async () => {
    const [busy, waiting] = [await world.add(), await world.add()];
    const context = { ...world.instance(), slot: pLimit(1) };
    const { run } = await world.deliverHeld(busy, 'POST', context);
    const later = world.deliver(waiting, context);
    // Another instance with a free slot may claim it.
    expect(await world.deliver(waiting, world.instance())).toMatchObject({ kind: 'settled', status: 'completed' });
    world.elevenLabs.release();
    await run;
    expect(await later).toMatchObject({ kind: 'left', reason: 'nothing to do' });
    expect(world.requests(waiting)).toEqual(['POST']);
  });
});
