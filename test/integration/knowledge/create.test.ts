import { describe, expect, test } from 'vitest';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('a new document', () => {
  test('takes one POST and no listing, records the id and counts no retry', async () => {
    const reference = await world.add();
    await world.deliver(reference);
    const [remote] = world.remote(reference);
    const state = await world.state(reference);
    expect(world.requests(reference)).toEqual(['POST']);
    expect(remote).toMatchObject({ name: `${state.tag} Opening hours`, text: 'Nine to five.' });
    expect(state).toMatchObject({ status: 'completed', elevenLabsId: remote?.id, attempts: 1, runs: 1, error: null });
    expect(state).toMatchObject({ nextAttemptAt: null, verifyAt: null, leaseOwner: null, leaseExpiresAt: null });
    expect(Number(state.completedAt)).toBeGreaterThanOrEqual(Number(state.lastAttemptAt));
  });

  test('gets a tag of its id and eight random characters', async () => {
    const reference = await world.addCompleted();
    expect((await world.state(reference)).tag).toMatch(new RegExp(`^${reference.id}-[a-z0-9]{8}$`));
  });

  test('answered 500, then 502, then success takes three creates, with one look-up before the second and the third', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 502 },
    ]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'POST', 'GET', 'POST']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed', attempts: 3, runs: 1 });
    expect(world.remote(reference).map(({ id }) => id)).toEqual([state.elevenLabsId]);
  });

  test('answered 500 every time fails as server_error after exactly three creates and is retried in a minute', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 500 }], null);
    const begun = world.now();
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'POST', 'GET', 'POST']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'failed', attempts: 3, elevenLabsId: null, completedAt: null });
    expect(state.error).toMatchObject({ type: 'server_error', retryable: true });
    expect(state.nextAttemptAt).toBeGreaterThanOrEqual(begun + minute);
    expect(state.nextAttemptAt).toBeLessThanOrEqual(world.now() + minute);
  });

  test('answered 429 twice, then success takes three creates and no look-up', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }], 2);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['POST', 'POST', 'POST']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 3, verifyAt: null });
  });

  test.each([
    ['one character', 'x'],
    ['300 000 characters of three bytes', '曲'.repeat(300_000)],
    ['300 000 UTF-16 units of four-byte characters', '🎻'.repeat(150_000)],
  ])('arrives complete with %s', async (_, content) => {
    const reference = await world.add({ content });
    await world.deliver(reference);
    expect(world.remote(reference).map(({ text }) => text === content)).toEqual([true]);
  });

  test('with the same title and text as another gets a remote document of its own', async () => {
    const [one, other] = await Promise.all([world.add(), world.add()]);
    await Promise.all([world.deliver(one), world.deliver(other)]);
    const ids = [...world.remote(one), ...world.remote(other)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect([(await world.state(one)).elevenLabsId, (await world.state(other)).elevenLabsId]).toEqual(ids);
  });
});
