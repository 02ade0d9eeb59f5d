import type { DocumentData, DocumentReference } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { hour, minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** Writes a document back as it was when it was deleted, as an import of a backup does. */
async function restore(reference: DocumentReference, data: DocumentData | undefined): Promise<void> {
  await reference.set(data ?? {});
}

/** Lets an hour pass, with every pass of the sweep that finds something to do. */
async function settleDown(): Promise<void> {
  for (let passed = 0; passed < hour; passed += 5 * minute) {
    world.advance(5 * minute);
    await world.sweep();
  }
}

async function expectOneRemote(reference: DocumentReference, text = 'Nine to five.'): Promise<void> {
  const state = await world.state(reference);
  expect(state).toMatchObject({ status: 'completed', verifyAt: null });
  expect(world.remote(reference)).toMatchObject([{ id: state.elevenLabsId, text }]);
  expect(await world.ledger(reference)).toMatchObject([{ tag: state.tag, status: 'live' }]);
}

describe('a document that is restored', () => {
  test('while its removal fails is verified, and keeps its remote document', async () => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    world.order(reference, 'DELETE', [{ kind: 'status', status: 401 }]);
    const data = await world.delete(reference);
    await world.deliverDelete(reference, data);
    await restore(reference, data);
    await world.deliver(reference);
    await settleDown();
    await expectOneRemote(reference);
    expect(await world.state(reference)).toMatchObject({ elevenLabsId });
  });

  test('while its removal fails is not removed by the sweep, even if its own event never comes', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'DELETE', [{ kind: 'status', status: 401 }]);
    const data = await world.delete(reference);
    await world.deliverDelete(reference, data);
    await restore(reference, data);
    world.elevenLabs.requests.reset();
    await settleDown();
    await expectOneRemote(reference);
    expect(world.requests(reference)).not.toContain('DELETE');
  });

  test('after its removal has ended gets its remote document back', async () => {
    const reference = await world.addCompleted();
    const data = await world.delete(reference);
    await world.deliverDelete(reference, data);
    expect(world.remote(reference)).toEqual([]);
    await restore(reference, data);
    await world.deliver(reference);
    await settleDown();
    await expectOneRemote(reference);
  });

  test('after its text was deleted, before the listing, gets its remote document back', async () => {
    const reference = await world.addCompleted();
    await reference.update({ 'sync.verifyAt': new Date(world.now() + hour) });
    const data = await world.delete(reference);
    await world.deliverDelete(reference, data);
    expect(world.remote(reference)).toEqual([]);
    expect(await world.removals(reference)).toHaveLength(1);
    await restore(reference, data);
    await world.deliver(reference);
    await settleDown();
    await settleDown();
    await expectOneRemote(reference);
  });

  test('while a delete is under way gets its remote document back when that is processed late', async () => {
    const reference = await world.addCompleted();
    world.order(reference, 'DELETE', [{ kind: 'hold', drop: true }]);
    world.order(reference, 'DELETE', [{ kind: 'status', status: 401 }], 2);
    const data = await world.delete(reference);
    await world.deliverDelete(reference, data);
    await restore(reference, data);
    // The removal comes first and finds the document; then the document's own event.
    world.advance(minute);
    await world.sweep();
    await world.deliver(reference);
    expect(world.remote(reference)).toHaveLength(1);
    world.elevenLabs.release();
    expect(world.remote(reference)).toEqual([]);
    await settleDown();
    await expectOneRemote(reference);
  });

  test('in an older state before its deletion was noticed sends that state again', async () => {
    const reference = await world.addCompleted();
    const backup = (await reference.get()).data();
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    const data = await world.delete(reference);
    await restore(reference, backup);
    await world.deliver(reference);
    await world.deliverDelete(reference, data);
    await settleDown();
    await expectOneRemote(reference, 'Nine to five.');
  });

  test('in an older state, while a request for its newer text is under way, ends with the text it was restored with', async () => {
    const reference = await world.addCompleted();
    const backup = (await reference.get()).data();
    world.order(reference, 'PATCH', [{ kind: 'hold', drop: true }]);
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    const data = await world.delete(reference);
    await restore(reference, backup);
    await world.deliverDelete(reference, data);
    await world.deliver(reference);
    world.advance(5 * minute);
    await world.sweep();
    world.elevenLabs.release();
    expect(world.remote(reference)).toMatchObject([{ text: 'Ten to six.' }]);
    await settleDown();
    await expectOneRemote(reference);
  });
});
