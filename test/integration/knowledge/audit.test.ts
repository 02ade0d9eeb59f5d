import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { type Audit, auditKnowledge } from '../../../functions/src/knowledge/audit.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { countTraffic } from './firestore-traffic.ts';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

const audit = (full = false): Promise<Audit> => auditKnowledge(world.context, { full });
const nothing = { removals: 0, recorded: 0, pending: 0, indexes: 0 };
const recordOf = (tag: unknown) => world.context.db.doc(`${paths.knowledgeRemotes}/${tag}`);

describe('an audit', () => {
  test('removes what a deletion left behind whose event never came', async () => {
    const reference = await world.addCompleted();
    const kept = await world.addCompleted();
    await world.delete(reference);
    expect(await audit()).toEqual({ full: false, ...nothing, removals: 1 });
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference)).toEqual([]);
    expect(await world.ledger(reference)).toEqual([]);
    expect(world.remote(kept)).toHaveLength(1);
    expect(await world.ledger(kept)).toMatchObject([{ status: 'live' }]);
  });

  test('removes the remote document of a document that was overwritten without its sync', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    await reference.set({ title: 'New hours', content: 'Ten to six.' });
    await world.deliver(reference);
    expect(world.remote(reference)).toHaveLength(2);
    expect(await audit()).toMatchObject({ removals: 1 });
    world.advance(10 * minute);
    await world.sweep();
    expect(world.remote(reference).map(({ text }) => text)).toEqual(['Ten to six.']);
    expect((await recordOf(tag).get()).exists).toBe(false);
  });

  test('has a document without sync synced that no event reached for two minutes', async () => {
    const reference = world.context.db.collection(paths.knowledge).doc('written-by-a-server');
    await reference.set({ title: 'Hours', content: 'Nine to five.', updatedAt: Timestamp.fromMillis(world.now()) });
    // Firestore says when the document was written, by its own clock.
    const auditAfter = (ms: number) =>
      auditKnowledge({ ...world.context, now: () => Date.now() + ms }, { full: false });
    expect(await auditAfter(minute)).toMatchObject(nothing);
    expect(await auditAfter(3 * minute)).toMatchObject({ ...nothing, pending: 1 });
    world.advance(3 * minute);
    expect(await world.sweep()).toBe(1);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
  });

  test.each([
    ['no updatedAt', {}],
    ['a text as updatedAt', { updatedAt: 'yesterday' }],
    ['an updatedAt in the future', { updatedAt: Timestamp.fromMillis(Date.now() + 10 * 365 * 24 * 60 * minute) }],
  ])('has a pending document with %s synced, which the sweep alone never finds', async (_, fields) => {
    const reference = world.context.db.collection(paths.knowledge).doc('by-another-hand');
    await reference.set({ title: 'Hours', content: 'Nine to five.', sync: { status: 'pending' }, ...fields });
    world.advance(3 * minute);
    expect(await world.sweep()).toBe(0);
    expect(await audit()).toEqual({ full: false, ...nothing, pending: 1 });
    expect(await audit()).toEqual({ full: false, ...nothing });
    expect(await world.sweep()).toBe(1);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', nextAttemptAt: null });
  });

  test('leaves a pending document to its event and the sweep', async () => {
    const reference = await world.add();
    world.advance(3 * minute);
    expect(await audit(true)).toEqual({ full: true, ...nothing });
    expect(await world.state(reference)).toEqual({ status: 'pending' });
  });

  test('reads each document and each record once in a comparison in full', async () => {
    for (const _ of Array(4).keys()) await world.addCompleted();
    expect(await countTraffic(() => audit(true))).toEqual({ reads: 4 + 4, writes: 0 });
  });

  test('writes the record of a document that has none, and has it verified', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    await recordOf(tag).delete();
    expect(await audit()).toEqual({ full: false, ...nothing, recorded: 1 });
    expect(await world.ledger(reference)).toMatchObject([{ tag, status: 'live' }]);
    expect(await world.sweep()).toBe(0);
    world.advance(10 * minute);
    expect(await world.sweep()).toBe(1);
    expect(world.requests(reference)).toEqual(['GET', 'PATCH']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', tag, verifyAt: null });
  });

  test('reads no records while the counts are equal, and finds two errors that cancel out once a day', async () => {
    const [deleted, restored] = [await world.addCompleted(), await world.addCompleted()];
    await world.delete(deleted);
    await recordOf((await world.state(restored)).tag).delete();
    expect(await audit()).toEqual({ full: false, ...nothing });
    expect(await audit(true)).toEqual({ full: true, ...nothing, removals: 1, recorded: 1 });
  });

  test('leaves alone records that cannot be read, and those of documents that cannot', async () => {
    const unreadable = recordOf('someone-abcd1234');
    await unreadable.set({ status: 'live' });
    const reference = await world.addCompleted();
    await reference.update({ content: 7 });
    expect(await audit(true)).toMatchObject(nothing);
    expect((await unreadable.get()).data()).toEqual({ status: 'live' });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('starts indexing once for documents that were synced without it, and for no failed document', async () => {
    const [first, second, failed] = [await world.addCompleted(), await world.addCompleted(), await world.add()];
    world.order(failed, 'POST', [{ kind: 'status', status: 422 }]);
    await world.deliver(failed);
    const context = world.instance({ ragModel: 'e5_mistral_7b_instruct' });
    expect(await auditKnowledge(context, { full: false })).toMatchObject({ indexes: 2 });
    for (const reference of [first, second]) {
      const index = { model: 'e5_mistral_7b_instruct', status: 'pending', nextCheckAt: expect.anything() };
      expect((await world.state(reference)).index).toMatchObject(index);
    }
    expect((await world.state(failed)).index).toBeNull();
    expect(await auditKnowledge(context, { full: true })).toMatchObject({ indexes: 0 });
  });

  test('starts over with another model, and removes the states when indexing is turned off', async () => {
    const reference = await world.addCompleted();
    await auditKnowledge(world.instance({ ragModel: 'e5_mistral_7b_instruct' }), { full: false });
    const other = world.instance({ ragModel: 'multilingual_e5_large_instruct' });
    expect(await auditKnowledge(other, { full: false })).toMatchObject({ indexes: 1 });
    expect((await world.state(reference)).index).toMatchObject({ model: 'multilingual_e5_large_instruct' });
    expect(await audit()).toMatchObject({ indexes: 1 });
    expect(await world.state(reference)).toMatchObject({ status: 'completed', index: null });
  });

  test('never takes the tag of a copied document for its own', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    const copy = world.context.db.collection(paths.knowledge).doc('copy');
    await copy.set((await reference.get()).data() ?? {});
    await recordOf(tag).delete();
    expect(await audit(true)).toMatchObject({ recorded: 1 });
    expect((await recordOf(tag).get()).data()).toMatchObject({ documentId: reference.id });
  });
});
