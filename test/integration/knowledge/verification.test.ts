import type { DocumentReference } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { hour, minute, second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** A completed document whose verification is due. */
async function addDue(): Promise<DocumentReference> {
  const reference = await world.addCompleted();
  await reference.update({ 'sync.verifyAt': new Date(world.now() - second) });
  return reference;
}

/** Adds another remote document with a document's tag, created before or after its own. */
async function addDuplicate(reference: DocumentReference, createdAfterMs: number, suffix = '') {
  const { tag } = await world.state(reference);
  const createdAt = Date.now() + createdAfterMs;
  return world.elevenLabs.documents.add({ name: `${tag}${suffix} Opening hours`, text: 'a duplicate', createdAt });
}

describe('a create that is processed after the look-up found nothing', () => {
  test('leaves two remote documents until the verification deletes one', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [{ kind: 'hold', drop: true }]);
    await world.deliver(reference);
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'POST']);
    world.elevenLabs.release();
    expect(world.remote(reference)).toHaveLength(2);
    const { elevenLabsId, verifyAt } = await world.state(reference);
    world.advance(Number(verifyAt) - world.now() - second);
    expect(await world.sweep()).toBe(0);
    world.advance(second);
    expect(await world.sweep()).toBe(1);
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, text: 'Nine to five.' }]);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', elevenLabsId, verifyAt: null, runs: 1 });
  });
});

describe('a verification', () => {
  test('lists by the tag, sends the current text once, clears its due time and does not count as a run', async () => {
    const reference = await addDue();
    const before = await world.state(reference);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['GET', 'PATCH']);
    const { attemptedHash } = before;
    const state = await world.state(reference);
    expect(state).toMatchObject({
      status: 'completed',
      runs: 1,
      verifyAt: null,
      attemptedHash,
      leaseOwner: null,
    });
  });

  test('keeps the known id and deletes all others with the tag, but none with a longer tag', async () => {
    const reference = await addDue();
    const { elevenLabsId } = await world.state(reference);
    await addDuplicate(reference, -hour);
    await addDuplicate(reference, hour);
    const lookAlike = await addDuplicate(reference, 0, 'x');
    await world.sweep();
    expect(world.remote(reference).map(({ id }) => id)).toEqual([elevenLabsId, lookAlike.id]);
    expect(lookAlike.text).toBe('a duplicate');
  });

  test('reads every page of the listing', async () => {
    const reference = await addDue();
    const { elevenLabsId } = await world.state(reference);
    for (let duplicate = 0; duplicate < 120; duplicate += 1) await addDuplicate(reference, duplicate);
    await world.sweep();
    expect(world.requests(reference).filter((method) => method === 'GET')).toHaveLength(2);
    expect(world.remote(reference).map(({ id }) => id)).toEqual([elevenLabsId]);
  });

  test('without a known id keeps the oldest', async () => {
    const reference = await addDue();
    const oldest = await addDuplicate(reference, -hour);
    await reference.update({ 'sync.elevenLabsId': null });
    await world.sweep();
    expect(world.remote(reference).map(({ id }) => id)).toEqual([oldest.id]);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', elevenLabsId: oldest.id });
    expect(oldest.text).toBe('Nine to five.');
  });

  test('of an id that is gone creates a new remote document, and looks again after 10 min', async () => {
    const reference = await addDue();
    const before = await world.state(reference);
    world.elevenLabs.documents.remove(String(before.elevenLabsId));
    await world.sweep();
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'completed' });
    expect(Math.abs(Number(state.verifyAt) - world.now() - 10 * minute)).toBeLessThan(30 * second);
    expect(world.remote(reference)).toMatchObject([{ id: state.elevenLabsId, text: 'Nine to five.' }]);
    world.advance(10 * minute);
    expect(await world.sweep()).toBe(1);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: null });
  });

  test('of an id that is gone adopts one with the tag', async () => {
    const reference = await addDue();
    const before = await world.state(reference);
    const other = await addDuplicate(reference, 0);
    world.elevenLabs.documents.remove(String(before.elevenLabsId));
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed', elevenLabsId: other.id });
    expect(world.remote(reference)).toMatchObject([{ id: other.id, text: 'Nine to five.' }]);
  });

  test.each(['GET', 'PATCH'] as const)(
    'whose %s fails changes nothing but its time, and is repeated every hour',
    async (method) => {
      const reference = await addDue();
      const { status, error, attemptedHash, completedAt, runs } = await world.state(reference);
      world.order(reference, method, [{ kind: 'status', status: 400 }], null);
      const delays: number[] = [];
      for (let failed = 0; failed < 4; failed += 1) {
        expect(await world.sweep()).toBe(1);
        const state = await world.state(reference);
        expect(state).toMatchObject({ status, error, attemptedHash, completedAt, runs, nextAttemptAt: null });
        const delay = Number(state.verifyAt) - world.now();
        delays.push(Math.round(delay / minute));
        world.advance(delay + second);
      }
      expect(delays).toEqual([60, 60, 60, 60]);
      const logged = world.log.filter(({ event }) => /^knowledge.(completed|failed|verif)/.test(event));
      expect(logged.slice(1)).toEqual(
        Array(4).fill({
          severity: 'WARNING',
          event: 'knowledge.verification_failed',
          fields: expect.objectContaining({ documentId: reference.id, type: 'validation', status: 400 }),
        }),
      );
      world.elevenLabs.faults.clear();
      await world.sweep();
      expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: null });
    },
  );

  test('that keeps failing holds up no removal', async () => {
    const reference = await addDue();
    world.order(reference, 'PATCH', [{ kind: 'status', status: 400 }], null);
    for (let failed = 0; failed < 3; failed += 1) {
      world.advance(hour);
      await world.sweep();
    }
    await world.deliverDelete(reference, await world.delete(reference));
    expect(world.remote(reference)).toEqual([]);
    world.advance(10 * minute);
    await world.sweep();
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('of a document that failed permanently and left nothing behind schedules no other', async () => {
    const reference = await world.add();
    world.order(reference, 'POST', [
      { kind: 'drop', when: 'before' },
      { kind: 'status', status: 422 },
    ]);
    await world.deliver(reference);
    const failed = await world.state(reference);
    expect(failed).toMatchObject({ status: 'failed', error: { type: 'validation' }, verifyAt: expect.any(Number) });
    world.advance(10 * minute);
    await world.sweep();
    const { error } = failed;
    expect(await world.state(reference)).toMatchObject({ status: 'failed', error, verifyAt: null, elevenLabsId: null });
    expect(world.requests(reference)).toEqual(['POST', 'GET', 'POST', 'GET']);
    expect(world.log.map(({ event }) => event).filter((event) => /^knowledge.(failed|verif)/.test(event))).toEqual([
      'knowledge.failed',
      'knowledge.verified',
    ]);
  });

  test('during an edit ends with the newest text and without duplicates', async () => {
    const reference = await addDue();
    await addDuplicate(reference, 0);
    const { run } = await world.deliverHeld(reference, 'PATCH');
    await world.edit(reference, { content: 'Ten to six.' });
    world.elevenLabs.release();
    await run;
    world.advance(hour);
    await world.sweep();
    expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: null });
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
  });
});
