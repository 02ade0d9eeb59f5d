import { describe, expect, test } from 'vitest';
import { loseCommitReply } from './interruption.ts';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** An instance that does not learn that the nth of its transactions was committed. */
function instance(nth: number) {
  const context = world.instance();
  return { ...context, db: loseCommitReply(context.db, nth) };
}

describe('a run that does not learn that its commit went through', () => {
  test.each([
    ['claim', 1],
    ['settle', 2],
  ])('at its %s ends as if it had', async (_, nth) => {
    const reference = await world.add();
    expect(await world.deliver(reference, instance(nth))).toEqual({
      kind: 'settled',
      status: 'completed',
      error: null,
    });
    expect(world.requests(reference)).toEqual(['POST']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1, verifyAt: null });
    expect(world.log.map(({ event }) => event)).not.toContain('knowledge.lease_lost');
  });

  test('at its fence counts the attempt once', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }]);
    await world.deliver(reference, instance(2));
    expect(world.requests(reference)).toEqual(['POST', 'POST']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 2, runs: 1 });
  });

  test('at its settle answers a manual retry with the result', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 401 }]);
    await world.deliver(reference);
    const { id: documentId } = reference;
    expect(await world.retry(reference, instance(2))).toEqual({ documentId, status: 'completed', error: null });
  });

  test('at its settle leaves an edit that was made since pending for its own event', async () => {
    const reference = await world.add();
    const context = world.instance();
    const db = loseCommitReply(context.db, 2, () => world.edit(reference, { content: 'Ten to six.' }));
    await world.deliver(reference, { ...context, db });
    expect(await world.state(reference)).toMatchObject({ status: 'pending', leaseOwner: null });
    await world.deliver(reference);
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('at its claim gives a document that was made again meanwhile a tag of its own', async () => {
    const reference = await world.add();
    const context = world.instance();
    const db = loseCommitReply(context.db, 1, async () => {
      await world.deliverDelete(reference, await world.delete(reference));
      await world.add({ id: reference.id, content: 'Ten to six.' });
    });
    await world.deliver(reference, { ...context, db });
    expect(await world.removals(reference)).toHaveLength(1);
    world.advance(11 * minute);
    await world.sweep();
    expect(await world.removals(reference)).toEqual([]);
    expect(world.remote(reference)).toMatchObject([
      { id: (await world.state(reference)).elevenLabsId, text: 'Ten to six.' },
    ]);
  });

  test('that ended a deleted document removes its remote document', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST', instance(2));
    await world.delete(reference);
    world.elevenLabs.release();
    expect(await run).toEqual({ kind: 'missing' });
    expect(world.remote(reference)).toEqual([]);
    expect(await world.ledger(reference)).toEqual([]);
  });
});
