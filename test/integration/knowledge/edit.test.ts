import { describe, expect, test } from 'vitest';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** The bodies of the PATCH requests, in order. */
const patches = () => world.elevenLabs.requests.find({ method: 'PATCH' }).map(({ body }) => JSON.parse(body));

describe('an edit', () => {
  test('updates the remote document in place, so that agents keep it', async () => {
    const reference = await world.addCompleted();
    const before = await world.state(reference);
    await world.edit(reference, { title: 'New hours', content: 'Ten to six.' });
    await world.deliver(reference);
    const name = `${before.tag} New hours`;
    expect(world.requests(reference)).toEqual(['PATCH']);
    expect(patches()).toEqual([{ name, content: 'Ten to six.' }]);
    expect(world.remote(reference)).toMatchObject([{ id: before.elevenLabsId, name, text: 'Ten to six.' }]);
    const { tag, elevenLabsId } = before;
    expect(await world.state(reference)).toMatchObject({
      status: 'completed',
      tag,
      elevenLabsId,
      attempts: 1,
      runs: 1,
    });
  });

  test('of only the title sends the text as well', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    await world.edit(reference, { title: 'New hours' });
    await world.deliver(reference);
    expect(patches()).toEqual([{ name: `${tag} New hours`, content: 'Nine to five.' }]);
    expect(world.remote(reference)).toMatchObject([{ text: 'Nine to five.' }]);
  });

  test('of only the title sends the text too if ElevenLabs has not accepted it', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 400 }]);
    await world.deliver(reference);
    await world.edit(reference, { title: 'New hours' });
    await world.deliver(reference);
    expect(patches().at(-1)).toMatchObject({ content: 'Ten to six.' });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('that fails leaves the old text in place and deletes nothing', async () => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 500 }], 3);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH', 'PATCH', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'failed', elevenLabsId });
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, text: 'Nine to five.' }]);
    world.advance(minute);
    await world.sweep();
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, text: 'Ten to six.' }]);
  });

  test('of a failed document resets attempts and runs', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }], 3);
    await world.deliver(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1, error: null });
  });

  test('followed by another, with their events in reverse order, sends the newest text in one PATCH', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    await world.edit(reference, { content: 'Eleven to seven.' });
    await world.deliver(reference);
    await world.deliver(reference);
    expect(patches()).toMatchObject([{ content: 'Eleven to seven.' }]);
    expect(world.remote(reference)).toMatchObject([{ text: 'Eleven to seven.' }]);
  });
});

describe('an edit of a document that was deleted at ElevenLabs', () => {
  const gone = ['document_not_found', 'knowledge_base_documentation_not_found'];

  test.each(gone)('answered 404 %s creates a new remote document and keeps its id', async (code) => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    world.elevenLabs.documents.remove(String(elevenLabsId));
    await world.edit(reference, { title: 'New hours' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 404, code }]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH', 'GET', 'POST']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed', error: null });
    expect(state.elevenLabsId).not.toBe(elevenLabsId);
    expect(world.remote(reference)).toMatchObject([{ id: state.elevenLabsId, text: 'Nine to five.' }]);
  });

  test.each(gone)('answered 404 %s adopts one with its tag and sends it the full text', async (code) => {
    const reference = await world.addCompleted();
    const { tag, elevenLabsId } = await world.state(reference);
    world.elevenLabs.documents.remove(String(elevenLabsId));
    const other = world.elevenLabs.documents.add({ name: `${tag} Opening hours`, text: 'from an earlier create' });
    await world.edit(reference, { title: 'New hours' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 404, code }]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH', 'GET', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', elevenLabsId: other.id });
    expect(world.remote(reference)).toMatchObject([{ id: other.id, name: `${tag} New hours`, text: 'Nine to five.' }]);
  });

  test('answered 404 with another code, as by a wrong address, creates nothing and keeps the id', async () => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 404, shape: 'text', message: 'Not Found' }]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH']);
    expect(await world.state(reference)).toMatchObject({
      status: 'failed',
      elevenLabsId,
      error: { type: 'not_found' },
    });
  });
});

describe('a listing that lags behind an id that is gone', () => {
  test('and misses a document leaves two until the verification 10 min later deletes one', async () => {
    const reference = await world.addCompleted();
    const { tag, elevenLabsId } = await world.state(reference);
    world.elevenLabs.documents.remove(String(elevenLabsId));
    world.elevenLabs.documents.add({ name: `${tag} Opening hours`, text: 'from an earlier create' });
    await world.edit(reference, { content: 'Ten to six.' });
    const context = world.instance();
    const elevenLabs = { ...context.elevenLabs, listByPrefix: async () => [] };
    await world.deliver(reference, { ...context, elevenLabs });
    expect(world.remote(reference)).toHaveLength(2);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: expect.any(Number) });
    world.advance(10 * minute);
    expect(await world.sweep()).toBe(1);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed', verifyAt: null });
    expect(world.remote(reference)).toMatchObject([{ id: state.elevenLabsId, text: 'Ten to six.' }]);
  });

  test('and still shows it ends as a conflict, which is retried', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 404, code: 'document_not_found' }], 2);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH', 'GET', 'PATCH']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'failed', error: { type: 'conflict', retryable: true } });
    expect(Number(state.nextAttemptAt)).toBeGreaterThan(world.now());
    world.advance(minute);
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });
});
