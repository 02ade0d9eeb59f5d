import type { DocumentReference } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** A document that was created at ElevenLabs, but neither the reply nor a listing got through: its id is not known. */
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
  test('is found by its tag and adopted in the same run; what was ambiguous is verified later', async () => {
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

  test('and whose look-up fails too is not sent again in that run, which no listing repeats', async () => {
    const reference = await addWithLostReply();
    expect(world.requests(reference)).toEqual(['POST', 'GET']);
    expect((await world.state(reference)).error).toMatchObject({ type: 'server_error', retryable: true });
  });

  test('is swept: one remote document', async () => {
    const reference = await addWithLostReply();
    world.advance(minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'GET', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('is retried: one remote document', async () => {
    const reference = await addWithLostReply();
    expect(await world.retry(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toMatchObject([{ id: (await world.state(reference)).elevenLabsId }]);
  });

  test('is edited: one remote document, with the new text', async () => {
    const reference = await addWithLostReply();
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('gets a new title, fails again, and is retried: one remote document, with the new title', async () => {
    const reference = await addWithLostReply();
    await world.edit(reference, { title: 'New hours' });
    world.order(reference, 'GET', [{ kind: 'status', status: 503 }]);
    await world.deliver(reference);
    expect(await world.retry(reference)).toMatchObject({ status: 'completed' });
    const { tag, elevenLabsId } = await world.state(reference);
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, name: `${tag} New hours` }]);
  });

  test('is deleted: its remote document goes once nothing of it can turn up any more', async () => {
    const reference = await addWithLostReply();
    const { verifyAt } = await world.state(reference);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(await world.removals(reference)).toMatchObject([
      { elevenLabsId: null, nextAttemptAt: verifyAt, attempts: 0 },
    ]);
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toEqual([]);
  });
});

describe('an edit whose reply is lost', () => {
  test('is sent again in place, without a look-up', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'drop', when: 'after' }]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['PATCH', 'PATCH']);
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('and that is then changed in its title alone: the text is sent with it', async () => {
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
