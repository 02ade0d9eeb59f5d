import { describe, expect, test } from 'vitest';
import { countTraffic } from './firestore-traffic.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('without failures,', () => {
  test('a new document costs one request, two reads and three writes: the claim, its record, and the settle', async () => {
    const reference = await world.add();
    expect(await countTraffic(() => world.deliver(reference))).toEqual({ reads: 2, writes: 3 });
    expect(world.requests(reference)).toEqual(['POST']);
  });

  test('an edit costs one request, three reads and two writes', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    expect(await countTraffic(() => world.deliver(reference))).toEqual({ reads: 3, writes: 2 });
    expect(world.requests(reference)).toEqual(['PATCH']);
  });

  test('the event of our own write costs no request and no write', async () => {
    const reference = await world.addCompleted();
    expect(await countTraffic(() => world.deliver(reference))).toMatchObject({ writes: 0 });
    expect(world.requests(reference)).toEqual([]);
  });
});
