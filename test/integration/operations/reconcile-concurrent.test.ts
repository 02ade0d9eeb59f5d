import type { DocumentReference } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { parseInput } from '../../../functions/src/callable.ts';
import { reconcile, reconcileInput } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { scheduleRepairs } from '../../../functions/src/knowledge/reconcile/repair.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { minute } from '../knowledge/time.ts';
import { useReconcileWorld } from './reconcile-world.ts';

const { world, look, apply, addOrphan, addMany, remoteIds } = useReconcileWorld();

describe('during a reconciliation', () => {
  /** Reconciles with the listing of ElevenLabs held until `meanwhile` has run. */
  async function applyDuring(meanwhile: () => Promise<unknown>) {
    world.elevenLabs.requests.reset();
    world.elevenLabs.faults.add({ match: { method: 'GET' }, actions: [{ kind: 'hold' }] });
    const running = apply(true);
    await world.elevenLabs.requests.waitFor({ method: 'GET' });
    await meanwhile();
    world.elevenLabs.release();
    return await running;
  }

  test('a document that is created and synced is neither missing nor an orphan', async () => {
    const done = await applyDuring(() => world.addCompleted());
    expect(done).toMatchObject({
      report: { orphanedRemotely: { count: 0 } },
      ordered: { verifications: 0, removals: 0 },
    });
    expect(remoteIds()).toHaveLength(1);
  });

  test('a document that is edited or claimed by a run is left alone', async () => {
    const [edited, held] = await addMany(2);
    if (!edited || !held) throw new Error('unreachable');
    for (const reference of [edited, held]) {
      world.elevenLabs.documents.remove(String((await world.state(reference)).elevenLabsId));
    }
    const runs: Promise<unknown>[] = [];
    const done = await applyDuring(async () => {
      await world.edit(edited, { content: 'Ten to six.' });
      await world.edit(held, { content: 'Ten to six.' });
      runs.push((await world.deliverHeld(held, 'PATCH')).run);
    });
    await Promise.all(runs);
    expect(done).toMatchObject({ report: { unsettled: 2 }, ordered: { verifications: 0 } });
  });

  test('a document that is deleted is left to its own removal', async () => {
    const [first] = await addMany(1);
    if (!first) throw new Error('unreachable');
    const done = await applyDuring(() => world.delete(first));
    expect(done).toMatchObject({ report: { orphanedRemotely: { count: 0 } }, ordered: { removals: 0 } });
    expect((await look()).report.orphanedRemotely.count).toBe(1);
  });

  test('a removal that is carried out is not scheduled again', async () => {
    const [first] = await addMany(1);
    if (!first) throw new Error('unreachable');
    const data = await world.delete(first);
    world.order(first, 'DELETE', [{ kind: 'status', status: 401 }]);
    await world.deliverDelete(first, data);
    const done = await applyDuring(async () => {
      world.advance(2 * minute);
      await world.sweep();
    });
    expect(done.ordered).toEqual({ verifications: 0, removals: 0 });
  });
});

describe('a repair from an outdated plan', () => {
  const nothing = {
    remoteDocuments: 0,
    documents: 0,
    unsettled: 0,
    foreign: 0,
    removing: [],
    changedRemotely: [],
    missingRemotely: [],
    orphanedRemotely: [],
    duplicates: [],
    renamed: [],
  };

  test.each<[string, (reference: DocumentReference) => Promise<unknown>]>([
    ['edited', (reference) => world.edit(reference, { content: 'Ten to six.' })],
    ['deleted', (reference) => world.delete(reference)],
    [
      'waiting for a verification',
      (reference) => reference.update({ 'sync.verifyAt': new Date(world.now() + minute) }),
    ],
    [
      'claimed',
      (reference) => reference.update({ 'sync.leaseOwner': 'run', 'sync.leaseExpiresAt': new Date(world.now()) }),
    ],
    ['linked to another remote document', (reference) => reference.update({ 'sync.elevenLabsId': 'another' })],
    ['created again', (reference) => reference.update({ 'sync.tag': 'another-abcd1234' })],
  ])('leaves alone a document that was %s meanwhile', async (_, change) => {
    const reference = await world.addCompleted();
    const { tag, elevenLabsId } = await world.state(reference);
    const missingRemotely = [{ documentId: reference.id, tag: String(tag), elevenLabsId: String(elevenLabsId) }];
    await change(reference);
    const before = await world.state(reference);
    expect(await scheduleRepairs(world.context, { ...nothing, missingRemotely }, { overwrite: false })).toEqual({
      verifications: 0,
      removals: 0,
    });
    expect(await world.state(reference)).toEqual(before);
  });

  test('leaves alone a remote document whose document or removal record exists by now', async () => {
    const orphan = (documentId: string) => {
      const tag = `${documentId}-abcd1234`;
      return { documentId, tag, elevenLabsId: 'known', name: tag };
    };
    const here = await world.add({ id: 'here' });
    await here.update({ 'sync.tag': 'here-abcd1234' });
    const removal = world.context.db.doc(`${paths.knowledgeRemotes}/leaving-abcd1234`);
    const record = {
      documentId: 'leaving',
      status: 'removing',
      title: '',
      listAfter: new Date(0),
      elevenLabsId: 'newer',
      attempts: 3,
      error: null,
      nextAttemptAt: new Date(0),
    };
    await removal.set(record);
    const orphanedRemotely = [orphan('here'), orphan('leaving')];
    expect(await scheduleRepairs(world.context, { ...nothing, orphanedRemotely }, { overwrite: false })).toEqual({
      verifications: 0,
      removals: 0,
    });
    expect((await removal.get()).data()).toMatchObject({ elevenLabsId: 'newer', attempts: 3 });
  });
});

describe('the answer of reconcileKnowledge', () => {
  const input = (data: unknown) => parseInput(reconcileInput, data);

  test('holds the report, and repairs nothing unless asked to', async () => {
    const { report, ordered } = await reconcile(world.context, input(null));
    expect([report.documents, ordered]).toEqual([0, null]);
    expect(input({ apply: true })).toEqual({ apply: true, force: false });
    for (const bad of [{ apply: 'yes' }, { all: true }, 7]) expect(() => input(bad)).toThrow(/./);
  });

  test('is unavailable when a listing fails, and failed-precondition with the numbers when too much would be deleted', async () => {
    await addOrphan();
    await expect(reconcile(world.context, input({ apply: true }))).rejects.toMatchObject({
      code: 'failed-precondition',
      details: { deletions: 1, remoteDocuments: 1 },
    });
    world.elevenLabs.setApiKey('another');
    const refused = reconcile(world.context, input({ apply: true, force: true }));
    await expect(refused).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('invalid_api_key'),
    });
  });
});

test('two reconciliations at once schedule each repair once', async () => {
  const [first] = await addMany();
  if (!first) throw new Error('unreachable');
  world.elevenLabs.documents.remove(String((await world.state(first)).elevenLabsId));
  await addOrphan();
  const both = await Promise.all([apply(), apply()]);
  const sum = both.map(({ ordered }) => (ordered?.verifications ?? 0) * 10 + (ordered?.removals ?? 0));
  expect(sum.reduce((a, b) => a + b)).toBe(11);
});
