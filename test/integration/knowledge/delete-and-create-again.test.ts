import { describe, expect, test } from 'vitest';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('a document that is deleted and created again under the same id', () => {
  test('gets a new tag', async () => {
    const first = await world.addCompleted();
    const { tag } = await world.state(first);
    const data = await world.delete(first);
    const again = await world.add({ id: first.id });
    await world.deliver(again);
    expect((await world.state(again)).tag).not.toBe(tag);
    await world.deliverDelete(first, data);
    expect(world.remote(again)).toMatchObject([{ id: (await world.state(again)).elevenLabsId }]);
  });

  test('survives the removal of the old one, which failed at first and is swept later', async () => {
    const first = await world.addCompleted();
    world.order(first, 'DELETE', [{ kind: 'status', status: 403 }]);
    await world.deliverDelete(first, await world.delete(first));
    const again = await world.add({ id: first.id, content: 'Ten to six.' });
    await world.deliver(again);
    expect(world.remote(again).map(({ text }) => text)).toEqual(['Nine to five.', 'Ten to six.']);
    world.advance(minute);
    await world.sweep();
    expect(world.remote(again)).toMatchObject([{ id: (await world.state(again)).elevenLabsId, text: 'Ten to six.' }]);
    expect(await world.removals(again)).toEqual([]);
  });

  test('during the sync of the old one is the only one left at ElevenLabs', async () => {
    const first = await world.add();
    const { run } = await world.deliverHeld(first, 'POST', world.instance());
    const data = await world.delete(first);
    const again = await world.add({ id: first.id, content: 'Ten to six.' });
    await world.deliver(again);
    const state = await world.state(again);
    world.elevenLabs.release();
    expect(await run).toEqual({ kind: 'missing' });
    await world.deliverDelete(first, data);
    expect(await world.state(again)).toEqual(state);
    expect(world.remote(again)).toMatchObject([{ id: state.elevenLabsId, text: 'Ten to six.' }]);
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(again)).toMatchObject([{ id: state.elevenLabsId }]);
    expect(await world.removals(again)).toEqual([]);
  });

  test('is left alone by the run of the old one, even before its own event arrives', async () => {
    const first = await world.add();
    const { run } = await world.deliverHeld(first, 'POST', world.instance());
    await world.delete(first);
    const again = await world.add({ id: first.id, content: 'Ten to six.' });
    world.elevenLabs.release();
    expect(await run).toEqual({ kind: 'missing' });
    expect(await world.state(again)).toEqual({ status: 'pending' });
    expect(world.remote(again)).toEqual([]);
    await world.deliver(again);
    expect(world.remote(again)).toMatchObject([{ text: 'Ten to six.' }]);
  });
});
