import { describe, expect, test } from 'vitest';
import { holdWait } from './interruption.ts';
import { minute, second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('a run that lost its lease and continues', () => {
  test('after its create was sent schedules only the verification, which leaves one remote document', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST', world.instance());
    world.advance(5 * minute);
    await world.sweep();
    const successor = await world.state(reference);
    expect(successor).toMatchObject({ status: 'completed', runs: 2 });
    world.advance(minute);
    world.elevenLabs.release();
    expect(await run).toEqual({ kind: 'lost' });
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'POST']);
    expect(world.remote(reference)).toHaveLength(2);
    const { verifyAt, ...state } = await world.state(reference);
    expect({ ...state, verifyAt: successor.verifyAt }).toEqual(successor);
    expect(Number(verifyAt)).toBeGreaterThan(Number(successor.verifyAt));

    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference).map(({ id }) => id)).toEqual([successor.elevenLabsId]);
  });

  test('after its older text was processed last schedules the verification, which sends the newest again', async () => {
    const reference = await world.addCompleted();
    await world.edit(reference, { content: 'Ten to six.' });
    const { run } = await world.deliverHeld(reference, 'PATCH', world.instance());
    await world.edit(reference, { content: 'Eleven to seven.' });
    world.advance(5 * minute);
    await world.sweep();
    expect(world.remote(reference)).toMatchObject([{ text: 'Eleven to seven.' }]);
    world.elevenLabs.release();
    expect(await run).toEqual({ kind: 'lost' });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
    world.advance(10 * minute);
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: null });
    expect(world.remote(reference)).toMatchObject([{ text: 'Eleven to seven.' }]);
  });

  test('before its next attempt sends nothing more and does not show its failure', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }]);
    const { wait, begun, end } = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait });
    await begun;
    await reference.update({ 'sync.leaseExpiresAt': new Date(world.now() - second) });
    await world.sweep();
    const successor = await world.state(reference);
    expect(successor).toMatchObject({ status: 'completed', runs: 2 });
    const sent = world.requests(reference);
    end();
    expect(await run).toEqual({ kind: 'lost' });
    expect(world.requests(reference)).toEqual(sent);
    expect(await world.state(reference)).toEqual(successor);
  });

  test('before its next attempt, after an ambiguous one, schedules a verification', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    const { wait, begun, end } = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait });
    await begun;
    const another = { leaseOwner: 'another', leaseExpiresAt: new Date(world.now() + 5 * minute) };
    await reference.set({ sync: another }, { merge: true });
    end();
    expect(await run).toEqual({ kind: 'lost' });
    expect(world.requests(reference)).toEqual(['POST']);
    const { verifyAt } = await world.state(reference);
    expect(Math.abs(Number(verifyAt) - world.now() - 10 * minute)).toBeLessThan(30 * second);
  });

  test('after its document was deleted makes no removal list before requests of other runs can be processed', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 429 }]);
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    const frozen = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait: frozen.wait });
    await frozen.begun;
    world.advance(5 * minute);
    const dying = holdWait();
    void world.deliver(reference, { ...world.instance(), wait: dying.wait });
    await dying.begun;
    await world.deliverDelete(reference, await world.delete(reference));
    frozen.end();
    expect(await run).toEqual({ kind: 'missing' });
    world.advance(minute);
    expect(await world.sweep()).toBe(0);
    world.elevenLabs.release();
    expect(world.remote(reference)).toHaveLength(1);
    world.advance(9 * minute);
    expect(await world.sweep()).toBe(1);
    expect(world.remote(reference)).toEqual([]);
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('after its deadline sends nothing more, even without a successor', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'status', status: 503 }]);
    const { wait, begun, end } = holdWait();
    const run = world.deliver(reference, { ...world.instance(), wait });
    await begun;
    world.advance(86 * second);
    end();
    expect(await run).toMatchObject({ kind: 'settled', status: 'failed', error: { type: 'server_error' } });
    expect(world.requests(reference)).toEqual(['POST']);
  });
});
