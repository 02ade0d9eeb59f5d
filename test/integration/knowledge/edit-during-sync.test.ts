import { describe, expect, test } from 'vitest';
import { holdWait } from './interruption.ts';
import { minute, second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

const bodies = () => world.elevenLabs.requests.find({ method: 'PATCH' }).map(({ body }) => JSON.parse(body));

describe('a text that is edited during its sync', () => {
  test('is sent again by the same run after the old text was accepted, to one remote document', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    await world.edit(reference, { content: 'Ten to six.' });
    expect(await world.deliver(reference, world.instance())).toMatchObject({ kind: 'left', reason: 'leased' });
    world.elevenLabs.release();
    await run;
    expect(world.requests(reference)).toEqual(['POST', 'PATCH']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed', attempts: 1, runs: 1, leaseOwner: null });
    expect(world.remote(reference)).toMatchObject([{ id: state.elevenLabsId, text: 'Ten to six.' }]);
  });

  test('is sent again by the same run after the old text was refused, without showing that failure', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    await world.edit(reference, { content: 'Ten to six.' });
    world.elevenLabs.setApiKey('another');
    world.elevenLabs.release();
    world.elevenLabs.setApiKey(null);
    await run;
    expect(world.elevenLabs.requests.find({ name: reference.id }).map(({ status }) => status)).toEqual([401, 200]);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1, error: null });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });

  test('while the run waits for its next attempt is sent by that attempt', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }]);
    const { wait, begun, end } = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait });
    await begun;
    await world.edit(reference, { content: 'Ten to six.' });
    end();
    await run;
    expect(world.requests(reference)).toEqual(['POST', 'POST']);
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1 });
  });

  test('after two failed attempts gets three new attempts', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [
      { kind: 'status', status: 429 },
      { kind: 'status', status: 429 },
      { kind: 'hold' },
    ]);
    const run = world.deliver(reference);
    await world.elevenLabs.requests.waitFor({ method: 'POST', name: reference.id }, { count: 3 });
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 429 }], 2);
    world.elevenLabs.release();
    await run;
    expect(world.requests(reference)).toEqual(['POST', 'POST', 'POST', 'PATCH', 'PATCH', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 3, runs: 1 });
  });

  test('only in its title is followed by a request with name and text', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    const { run } = await world.deliverHeld(reference, 'PATCH');
    await world.edit(reference, { title: 'New hours' });
    world.elevenLabs.release();
    await run;
    expect(bodies().at(-1)).toEqual({ name: `${tag} New hours`, content: 'Ten to six.' });
    expect(world.remote(reference)).toMatchObject([{ name: `${tag} New hours`, text: 'Ten to six.' }]);
  });

  test('after the deadline of its run is released as pending and synced by the sweep', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    const { run } = await world.deliverHeld(reference, 'PATCH');
    await world.edit(reference, { content: 'Eleven to seven.' });
    world.advance(86 * second);
    world.elevenLabs.release();
    expect(await run).toMatchObject({ kind: 'settled', status: 'pending' });
    expect(await world.state(reference)).toMatchObject({ status: 'pending', leaseOwner: null, leaseExpiresAt: null });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
    world.advance(2 * minute);
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1 });
    expect(world.remote(reference)).toMatchObject([{ text: 'Eleven to seven.' }]);
  });

  test('twice ends with the newest text even if the older request ends last', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    const { run } = await world.deliverHeld(reference, 'PATCH');
    await world.edit(reference, { content: 'Eleven to seven.' });
    await world.deliver(reference, world.instance());
    expect(world.requests(reference)).toEqual(['PATCH']);
    world.elevenLabs.release();
    await run;
    expect(bodies().map(({ content }) => content)).toEqual(['Ten to six.', 'Eleven to seven.']);
    expect(world.remote(reference)).toMatchObject([{ text: 'Eleven to seven.' }]);
  });
});

describe('a text that is edited and changed back', () => {
  test('during its sync ends as it began, through syncing to completed', async () => {
    const reference = await world.add();
    const statuses: unknown[] = [];
    const stop = reference.onSnapshot((snapshot) => statuses.push(snapshot.get('sync.status')));
    const { run } = await world.deliverHeld(reference, 'POST');
    await world.edit(reference, { content: 'Ten to six.' });
    await world.edit(reference, { content: 'Nine to five.' });
    world.elevenLabs.release();
    await run;
    await expect.poll(() => statuses.at(-1)).toBe('completed');
    stop();
    expect(statuses.join(' ')).not.toContain('pending completed');
    expect(world.remote(reference)).toMatchObject([{ text: 'Nine to five.' }]);
    expect(await world.deliver(reference)).toMatchObject({ kind: 'left', reason: 'nothing to do' });
  });

  test('after the reply to the version in between was lost in every attempt ends as it began', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'drop', when: 'after' }], 3);
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'failed', error: { type: 'network' } });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
    await world.edit(reference, { content: 'Nine to five.' });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null });
    expect(world.remote(reference)).toMatchObject([{ text: 'Nine to five.' }]);
  });

  test('in the run that lost the reply to the version in between ends as it began', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    world.order(reference, 'PATCH', [{ kind: 'drop', when: 'after' }]);
    const { wait, begun, end } = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait });
    await begun;
    await world.edit(reference, { content: 'Nine to five.' });
    end();
    await run;
    expect(world.remote(reference)).toMatchObject([{ text: 'Nine to five.' }]);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
  });
});
