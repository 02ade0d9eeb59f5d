import { describe, expect, test } from 'vitest';
import { type CrashPoint, crashing, interceptTransactions } from './interruption.ts';
import { minute, second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** Adds a document and crashes the instance that receives its event. */
async function addAndCrash(point: CrashPoint) {
  const reference = await world.add();
  const { context, crashed } = crashing(world.instance(), point);
  void world.deliver(reference, context);
  await crashed;
  return reference;
}

const points: [CrashPoint, number, string[]][] = [
  ['before its first request', 0, ['GET', 'POST']],
  ['after its first request', 1, ['POST', 'GET', 'PATCH']],
  ['before its second transaction', 1, ['POST', 'GET', 'PATCH']],
];

describe('an instance that crashes', () => {
  test.each(points)(
    '%s leaves one remote document once its lease has expired and the sweep has run',
    async (point, held, requests) => {
      const reference = await addAndCrash(point);
      expect(world.remote(reference)).toHaveLength(held);
      expect(await world.state(reference)).toMatchObject({ status: 'syncing', attempts: 1, runs: 1 });

      expect(await world.deliver(reference)).toMatchObject({ kind: 'left', reason: 'leased' });
      world.advance(5 * minute - 5 * second);
      expect(await world.sweep()).toBe(0);
      world.advance(5 * second);
      expect(await world.sweep()).toBe(1);
      expect(world.requests(reference)).toEqual(requests);
      const state = await world.state(reference);
      expect(state).toMatchObject({ status: 'completed', attempts: 2, runs: 2, leaseOwner: null });
      expect(world.remote(reference).map(({ id }) => id)).toEqual([state.elevenLabsId]);

      // The crashed instance may have left a request in flight.
      world.advance(10 * minute);
      expect(await world.sweep()).toBe(1);
      expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: null });
      expect(world.remote(reference)).toHaveLength(1);
    },
  );

  test.each(points)(
    '%s lets a manual retry answer syncing while the lease lasts, without a second remote document',
    async (point) => {
      const reference = await addAndCrash(point);
      const { id: documentId } = reference;
      expect(await world.retry(reference)).toEqual({ documentId, status: 'syncing', error: null });
      world.advance(5 * minute);
      expect(await world.retry(reference)).toEqual({ documentId, status: 'completed', error: null });
      expect(await world.state(reference)).toMatchObject({ attempts: 1, runs: 1 });
      expect(world.remote(reference)).toHaveLength(1);
    },
  );

  test.each(points)('%s sends an edit made meanwhile to the same remote document', async (point) => {
    const reference = await addAndCrash(point);
    await world.edit(reference, { content: 'Ten to six.' });
    expect(await world.deliver(reference)).toMatchObject({ kind: 'left', reason: 'leased' });
    world.advance(5 * minute);
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1 });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test.each(points)(
    '%s leaves nothing of a document deleted meanwhile, once no request can be under way',
    async (point, held) => {
      const reference = await addAndCrash(point);
      await world.deliverDelete(reference, await world.delete(reference));
      world.advance(10 * minute - 5 * second);
      expect(await world.sweep()).toBe(0);
      expect(world.remote(reference)).toHaveLength(held);
      world.advance(5 * second);
      await world.sweep();
      expect(world.remote(reference)).toEqual([]);
      expect(await world.removals(reference)).toEqual([]);
    },
  );

  test('between two attempts leaves a remote document that the next run adopts', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 504, processed: true }]);
    const { context, crashed } = crashing(world.instance(), 'before its second transaction');
    void world.deliver(reference, context);
    await crashed;
    world.advance(5 * minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'PATCH']);
    expect(world.remote(reference)).toMatchObject([{ id: (await world.state(reference)).elevenLabsId }]);
  });

  test('after it sent an edit makes the next run update the same remote document again', async () => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    const { context, crashed } = crashing(world.instance(), 'after its first request');
    void world.deliver(reference, context);
    await crashed;
    world.advance(5 * minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['PATCH', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', elevenLabsId });
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, text: 'Ten to six.' }]);
  });

  test.each(['before its first request', 'after its first request'] as const)(
    'during a removal, %s, leaves the removal to the sweep',
    async (point) => {
      const reference = await world.addCompleted();
      const { context, crashed } = crashing(world.instance(), point);
      void world.deliverDelete(reference, await world.delete(reference), context);
      await crashed;
      expect(await world.removals(reference)).toHaveLength(1);
      await world.sweep();
      expect(world.remote(reference)).toEqual([]);
      world.advance(10 * minute);
      await world.sweep();
      expect(await world.removals(reference)).toEqual([]);
    },
  );
});

describe('a settle that Firestore refuses', () => {
  test('throws, so that the event is redelivered, and leaves one remote document once the lease has expired', async () => {
    const reference = await world.add();
    const instance = world.instance();
    const db = interceptTransactions(instance.db, (nth) =>
      nth === 2 ? Promise.reject(new Error('unavailable')) : null,
    );
    await expect(world.deliver(reference, { ...instance, db })).rejects.toThrow('unavailable');
    expect(await world.deliver(reference)).toMatchObject({ kind: 'left', reason: 'leased' });
    world.advance(5 * minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'PATCH']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed', runs: 2 });
    expect(world.remote(reference).map(({ id }) => id)).toEqual([state.elevenLabsId]);
  });
});
