import { Timestamp } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { minute, second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('the sweep', () => {
  test('syncs a document whose event never arrived, two minutes after its creation and not earlier', async () => {
    const reference = await world.add();
    world.advance(2 * minute - 5 * second);
    expect(await world.sweep()).toBe(0);
    world.advance(5 * second);
    expect(await world.sweep()).toBe(1);
    expect(world.requests(reference)).toEqual(['POST']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1 });
  });

  test('syncs an edit whose event never arrived', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.advance(2 * minute);
    expect(await world.sweep()).toBe(1);
    expect(world.requests(reference)).toEqual(['PATCH']);
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('finds nothing to do when everything is in sync', async () => {
    await world.addCompleted();
    world.advance(60 * minute);
    expect(await world.sweep()).toBe(0);
    expect(world.elevenLabs.requests.counters().requests).toBe(0);
  });

  test('sends one POST when the event arrives at the same time', async () => {
    const reference = await world.add();
    world.advance(2 * minute);
    await Promise.all([world.sweep(), world.deliver(reference, world.instance()), world.sweep(world.instance())]);
    expect(world.requests(reference)).toEqual(['POST']);
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('takes 50 in a pass, the longest due first', async () => {
    const references = await Promise.all(Array.from({ length: 60 }, () => world.add()));
    const start = world.now();
    // Written in another order than that of their times.
    const due = references.map((reference, index) => ({ reference, at: start + ((index * 7) % 60) * second }));
    await Promise.all(due.map(({ reference, at }) => reference.update({ updatedAt: Timestamp.fromMillis(at) })));
    world.advance(4 * minute);
    expect(await world.sweep()).toBe(50);
    for (const { reference, at } of due) {
      const taken = at < start + 50 * second;
      expect((await world.state(reference)).status).toBe(taken ? 'completed' : 'pending');
    }
    expect(await world.sweep()).toBe(10);
    expect(world.elevenLabs.requests.counters().requests).toBe(60);
  });

  test('takes some of each kind of work, however long the backlog of another', async () => {
    const verified = await world.addCompleted();
    const removed = await world.addCompleted();
    const retried = await world.add();
    world.order(retried, 'POST', [{ kind: 'status', status: 429 }], 3);
    await world.deliver(retried);
    world.order(removed, 'DELETE', [{ kind: 'status', status: 403 }]);
    await world.deliverDelete(removed, await world.delete(removed));
    const backlog = await Promise.all(Array.from({ length: 60 }, () => world.add()));
    const long = Timestamp.fromMillis(world.now() - 60 * minute);
    await Promise.all(backlog.map((reference) => reference.update({ updatedAt: long })));
    world.advance(2 * minute);
    await verified.update({ 'sync.verifyAt': Timestamp.fromMillis(world.now()) });
    expect(await world.sweep()).toBe(50);
    expect(await world.state(verified)).toMatchObject({ verifyAt: null });
    expect(await world.state(retried)).toMatchObject({ status: 'completed' });
    expect(await world.ledger(removed)).toEqual([]);
  });

  test('claims nothing after 180 s and leaves the rest to the next pass', async () => {
    const first = await world.add();
    world.advance(second);
    const last = await world.add();
    const removed = await world.addCompleted();
    world.order(removed, 'DELETE', [{ kind: 'status', status: 403 }]);
    await world.deliverDelete(removed, await world.delete(removed));
    world.advance(2 * minute);
    world.order(first, 'POST', [{ kind: 'hold' }]);
    const context = { ...world.instance(), slot: pLimit(1) };
    const sweep = world.sweep(context);
    await world.elevenLabs.requests.waitFor({ method: 'POST', name: first.id });
    world.advance(181 * second);
    world.elevenLabs.release();
    await sweep;
    expect((await world.state(first)).status).toBe('completed');
    expect(await world.state(last)).toEqual({ status: 'pending' });
    expect(await world.removals(removed)).toMatchObject([{ attempts: 1 }]);
    await world.sweep(context);
    expect((await world.state(last)).status).toBe('completed');
    expect(await world.removals(removed)).toEqual([]);
  });
});

describe('a document that a server wrote past the limits', () => {
  test.each([
    ['no text', { content: '  \n' }, 'Write the text'],
    ['a text that is too long', { content: 'x'.repeat(300_001) }, 'The text has 300,001 characters'],
    ['a text of too many UTF-16 units', { content: '🎻'.repeat(150_001) }, 'The text has 300,002 characters'],
    ['a number as text', { content: 42 }, 'The field content'],
    ['no title', { title: '' }, 'Give the document a title'],
    ['a title that is too long', { title: 'x'.repeat(201) }, 'The title has 201 characters'],
    ['null as title', { title: null }, 'The field title'],
    ['a text in a counter of sync', { 'sync.runs': 'many' }, 'The field sync.runs'],
  ])('with %s fails once with what is wrong, without a request', async (_, change, problem) => {
    const reference = await world.add();
    await reference.update(change);
    const good = await world.add();
    world.advance(2 * minute);
    expect(await world.sweep()).toBe(2);
    const error = { type: 'validation', retryable: false, message: expect.stringContaining(problem) };
    expect(await world.state(reference)).toMatchObject({ status: 'failed', error });
    expect((await world.state(good)).status).toBe('completed');
    world.advance(60 * minute);
    expect(await world.sweep()).toBe(0);
    expect(world.requests(reference)).toEqual([]);
  });

  test('is synced once it is corrected', async () => {
    const reference = await world.add();
    await reference.update({ content: 42 });
    await world.deliver(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });
});
