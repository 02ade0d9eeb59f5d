import type { DocumentReference } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** A document that ElevenLabs created although its reply was lost and the look-up failed: its id is unknown. */
async function addWithLostReply(): Promise<DocumentReference> {
  const reference = await world.add();
  world.order(reference, 'POST', [{ kind: 'drop', when: 'after' }]);
  world.order(reference, 'GET', [{ kind: 'status', status: 503 }]);
  await world.deliver(reference);
  expect(world.remote(reference)).toHaveLength(1);
  expect(await world.state(reference)).toMatchObject({ status: 'failed', attempts: 2, elevenLabsId: null });
  return reference;
}

describe('a create whose reply is lost', () => {
  test('is found by its tag and adopted in the same run, and verified later', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'drop', when: 'after' }]);
    const begun = world.now();
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'PATCH']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed', attempts: 2 });
    expect(Number(state.verifyAt)).toBeGreaterThanOrEqual(begun + 10 * minute);
    expect(world.remote(reference).map(({ id }) => id)).toEqual([state.elevenLabsId]);
  });

  test('and whose look-up fails is not sent again in that run', async () => {
    const reference = await addWithLostReply();
    expect(world.requests(reference)).toEqual(['POST', 'GET']);
    expect((await world.state(reference)).error).toMatchObject({ type: 'server_error', retryable: true });
  });

  test('leaves one remote document after the sweep', async () => {
    const reference = await addWithLostReply();
    world.advance(minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'GET', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('leaves one remote document after a retry', async () => {
    const reference = await addWithLostReply();
    expect(await world.retry(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toMatchObject([{ id: (await world.state(reference)).elevenLabsId }]);
  });

  test('leaves one remote document with the new text after an edit', async () => {
    const reference = await addWithLostReply();
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('leaves one remote document with the new title after a new title, a failure and a retry', async () => {
    const reference = await addWithLostReply();
    await world.edit(reference, { title: 'New hours' });
    world.order(reference, 'GET', [{ kind: 'status', status: 503 }]);
    await world.deliver(reference);
    expect(await world.retry(reference)).toMatchObject({ status: 'completed' });
    const { tag, elevenLabsId } = await world.state(reference);
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, name: `${tag} New hours` }]);
  });

  test('is removed after a deletion, once the create can no longer be processed', async () => {
    const reference = await addWithLostReply();
    await world.deliverDelete(reference, await world.delete(reference));
    const [record] = await world.removals(reference);
    expect(record).toMatchObject({ elevenLabsId: null, attempts: 0, nextAttemptAt: record?.listAfter });
    expect(Number(record?.listAfter)).toBeGreaterThan(world.now() + 9 * minute);
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });
});

describe('an edit whose reply is lost', () => {
  test('is sent again to the same remote document without a look-up', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'drop', when: 'after' }]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH', 'PATCH']);
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('and is followed by an edit of only the title sends the text again', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'drop', when: 'before' }], 3);
    await world.deliver(reference);
    await world.edit(reference, { title: 'New hours' });
    await world.deliver(reference);
    const { tag } = await world.state(reference);
    expect(world.remote(reference)).toMatchObject([{ name: `${tag} New hours`, text: 'Ten to six.' }]);
  });
});
