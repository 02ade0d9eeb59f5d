import { describe, expect, test } from 'vitest';
import { syncDocument } from '../../../functions/src/knowledge/sync.ts';
import { useKnowledgeWorld } from '../../support/knowledge-world.ts';

const world = useKnowledgeWorld();
const sync = (id: string) => syncDocument(world.context, id, { cause: 'automatic' });
const posts = (id: string) => world.elevenLabs.requests.find({ method: 'POST', name: id });
const lookUps = (id: string) => world.elevenLabs.requests.find({ method: 'GET', name: id });

describe('a new document', () => {
  test('takes one POST and no listing, and its id is recorded', async () => {
    const reference = await world.add();
    await sync(reference.id);
    const { sync: state } = (await reference.get()).data() ?? {};
    expect(state).toMatchObject({ status: 'completed', attempts: 1, runs: 1, error: null, leaseOwner: null });
    expect(world.elevenLabs.documents.find(state.elevenLabsId)?.text).toBe('Nine to five.');
    expect([posts(reference.id).length, lookUps(reference.id).length]).toEqual([1, 0]);
  });

  test('500, then 502, then success: three creates, each after the first preceded by one look-up', async () => {
    const reference = await world.add();
    world.elevenLabs.faults.add({
      match: { method: 'POST', name: reference.id },
      actions: [
        { kind: 'status', status: 500 },
        { kind: 'status', status: 502 },
      ],
    });
    await sync(reference.id);
    const requests = world.elevenLabs.requests.find({ name: reference.id }).map(({ method }) => method);
    expect(requests).toEqual(['POST', 'GET', 'POST', 'GET', 'POST']);
    expect((await reference.get()).get('sync')).toMatchObject({ status: 'completed', attempts: 3 });
    expect(world.waits.slice(-2)).toEqual([1000, 2000]);
  });
});
