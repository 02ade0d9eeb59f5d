import { describe, expect, test, vi } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('a manual retry', () => {
  test('of a failed document clears the error, resets attempts and runs, and syncs it', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 500 }], 3);
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'failed', attempts: 3 });
    world.order(reference, 'POST', [{ kind: 'hold' }]);
    const answer = world.retry(reference);
    await world.elevenLabs.requests.waitFor({ method: 'POST', name: reference.id }, { count: 4 });
    const claimed = { status: 'syncing', error: null, attempts: 1, runs: 1, nextAttemptAt: null };
    expect(await world.state(reference)).toMatchObject(claimed);
    world.elevenLabs.release();
    expect(await answer).toEqual({ documentId: reference.id, status: 'completed', error: null });
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null, attempts: 1, runs: 1 });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('that fails again answers with the error that the document shows', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 401 }], 2);
    await world.deliver(reference);
    const answer = await world.retry(reference);
    const { status, error } = await world.state(reference);
    expect(answer).toEqual({ documentId: reference.id, status, error });
    expect(answer).toMatchObject({ status: 'failed', error: { type: 'auth' } });
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'POST']);
  });

  test('of a completed document answers it unchanged, without a request or a write', async () => {
    const reference = await world.addCompleted();
    const before = await reference.get();
    expect(await world.retry(reference)).toEqual({ documentId: reference.id, status: 'completed', error: null });
    expect((await reference.get()).updateTime).toEqual(before.updateTime);
    expect(world.requests(reference)).toEqual([]);
  });

  test('of an unknown document answers not-found', async () => {
    await expect(world.retry(world.context.db.doc(`${paths.knowledge}/unknown`))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('of an unreadable document answers with the failure that the document shows', async () => {
    const reference = await world.add({ content: '' });
    const answer = await world.retry(reference);
    const { status, error } = await world.state(reference);
    expect(answer).toEqual({ documentId: reference.id, status, error });
    expect(answer).toMatchObject({ status: 'failed', error: { type: 'validation', retryable: false } });
    expect(world.requests(reference)).toEqual([]);
  });

  test('requested three times at once while pending leaves one remote document and answers syncing twice', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold' }]);
    const statuses: unknown[] = [];
    const clicks = [1, 2, 3].map(async () => {
      statuses.push((await world.retry(reference, world.instance())).status);
    });
    await vi.waitFor(() => expect(statuses).toEqual(['syncing', 'syncing']), { timeout: 20_000 });
    world.elevenLabs.release();
    await Promise.all(clicks);
    expect(statuses).toEqual(['syncing', 'syncing', 'completed']);
    expect(world.requests(reference)).toEqual(['POST']);
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('requested while a run holds the document leaves one remote document', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    expect(await world.retry(reference, world.instance())).toMatchObject({ status: 'syncing', error: null });
    world.elevenLabs.release();
    await run;
    expect(world.requests(reference)).toEqual(['POST']);
  });
});

describe('a manual retry of a deleted document', () => {
  test('removes it once the cause of the failure is fixed', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'DELETE', [{ kind: 'status', status: 401 }]);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(await world.removals(reference)).toMatchObject([{ title: 'Opening hours', attempts: 1 }]);
    expect(await world.retry(reference)).toEqual({ documentId: reference.id, status: 'removed', error: null });
    expect(world.remote(reference)).toEqual([]);
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('answers with the failure while it lasts', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'DELETE', [{ kind: 'status', status: 401 }], null);
    await world.deliverDelete(reference, await world.delete(reference));
    expect(await world.retry(reference)).toMatchObject({ status: 'removing', error: { type: 'auth' } });
    expect(await world.removals(reference)).toMatchObject([{ attempts: 2 }]);
  });

  test('deletes at once, and lists no earlier than without the retry', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    await world.deliver(reference);
    world.order(reference, 'DELETE', [{ kind: 'status', status: 401 }]);
    await world.deliverDelete(reference, await world.delete(reference));
    world.elevenLabs.requests.reset();
    expect(await world.retry(reference)).toMatchObject({ status: 'removing', error: null });
    expect(world.requests(reference)).toEqual(['DELETE']);
    world.elevenLabs.release();
    world.advance(10 * 60_000);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('is not found before its removal has begun, and after it has ended', async () => {
    const reference = await world.addCompleted();
    const data = await world.delete(reference);
    await expect(world.retry(reference)).rejects.toMatchObject({ code: 'not-found' });
    await world.deliverDelete(reference, data);
    await expect(world.retry(reference)).rejects.toMatchObject({ code: 'not-found' });
  });
});
