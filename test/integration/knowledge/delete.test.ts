import { describe, expect, test } from 'vitest';
import { holdWait } from './interruption.ts';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('a deleted document', () => {
  test('is deleted at ElevenLabs and leaves no removal record', async () => {
    const reference = await world.addCompleted();
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.requests(reference)).toEqual(['DELETE', 'GET']);
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('is detached from the agents that it was attached to', async () => {
    const reference = await world.addCompleted();
    world.elevenLabs.documents.attach(String((await world.state(reference)).elevenLabsId), ['agent-1']);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.remote(reference)).toEqual([]);
  });

  test('takes every remote document with its tag along, but none with a longer tag', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    world.elevenLabs.documents.add({ name: `${tag} an older title`, text: 'a duplicate' });
    const lookAlike = world.elevenLabs.documents.add({ name: `${tag}x Opening hours`, text: 'of another document' });
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.remote(reference).map(({ id }) => id)).toEqual([lookAlike.id]);
  });

  test('that is already gone at ElevenLabs counts as removed once a second look 10 min later agrees', async () => {
    const reference = await world.addCompleted();
    world.elevenLabs.documents.remove(String((await world.state(reference)).elevenLabsId));
    await world.deliverDelete(reference, await world.delete(reference));
    expect(await world.removals(reference)).toHaveLength(1);
    world.advance(10 * minute);
    await world.sweep();
    expect(world.requests(reference).slice(-3)).toEqual(['DELETE', 'DELETE', 'GET']);
    expect(await world.removals(reference)).toEqual([]);
    expect(world.log.map(({ event }) => event)).toContain('knowledge.removed');
  });

  test('that was never claimed costs no request and leaves no removal record', async () => {
    const reference = await world.add();
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.elevenLabs.requests.counters().requests).toBe(0);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('that ElevenLabs never accepted is searched for by its tag', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 422 }]);
    await world.deliver(reference);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.requests(reference)).toEqual(['POST', 'GET']);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('whose event is delivered twice is removed once', async () => {
    const reference = await world.addCompleted();
    const data = await world.delete(reference);
    await world.deliverDelete(reference, data);
    await world.deliverDelete(reference, data);
    expect(world.remote(reference)).toEqual([]);
    world.advance(10 * minute);
    await world.sweep();
    expect(await world.removals(reference)).toEqual([]);
  });
});

describe('a document that is deleted during its sync', () => {
  test('is deleted as soon as ElevenLabs accepts it, and searched for by its tag 10 min later', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    await world.deliverDelete(reference, await world.delete(reference), world.instance());
    expect(world.requests(reference)).toEqual(['POST']);
    expect(await world.removals(reference)).toMatchObject([{ elevenLabsId: null, attempts: 0 }]);
    world.elevenLabs.release();
    expect(await run).toEqual({ kind: 'missing' });
    expect(world.requests(reference)).toEqual(['POST', 'DELETE']);
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toMatchObject([{ elevenLabsId: null, error: null }]);
    world.advance(10 * minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST', 'DELETE', 'GET']);
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('is removed even if the event of the deletion arrives after the run has ended', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    const data = await world.delete(reference);
    world.elevenLabs.release();
    await run;
    expect(world.remote(reference)).toEqual([]);
    await world.deliverDelete(reference, data);
    world.advance(10 * minute);
    await world.sweep();
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('is searched for by its tag when ElevenLabs refuses it, and leaves no removal record', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    await world.delete(reference);
    world.elevenLabs.setApiKey('another');
    world.elevenLabs.release();
    world.elevenLabs.setApiKey(null);
    expect(await run).toEqual({ kind: 'missing' });
    expect(world.requests(reference)).toEqual(['POST', 'GET']);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('is removed 10 min later when an ambiguous create is processed late', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    const { wait, begun, end } = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait });
    await begun;
    await world.deliverDelete(reference, await world.delete(reference));
    end();
    expect(await run).toEqual({ kind: 'missing' });
    expect(world.requests(reference)).toEqual(['POST']);
    world.elevenLabs.release();
    expect(world.remote(reference)).toHaveLength(1);
    world.advance(9 * minute);
    expect(await world.sweep()).toBe(0);
    world.advance(minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });

  test('is removed once an ambiguous create of an earlier run can no longer be processed', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    await world.deliver(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    const { run } = await world.deliverHeld(reference, 'PATCH');
    await world.deliverDelete(reference, await world.delete(reference), world.instance());
    world.elevenLabs.release({ method: 'PATCH' });
    expect(await run).toEqual({ kind: 'missing' });
    world.elevenLabs.release();
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });
});
