import { describe, expect, test } from 'vitest';
import { reportDifferences } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { liveFields } from '../../../functions/src/knowledge/remotes.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { minute } from '../knowledge/time.ts';
import { useReconcileWorld } from './reconcile-world.ts';

const { world, look, apply, addRemote, addOrphan, addMany, remoteIds, sweepAll } = useReconcileWorld();
const listings = () => world.elevenLabs.requests.find({ method: 'GET' });

describe('a report', () => {
  test('finds nothing when both sides are in sync, and names one difference of each kind', async () => {
    const [first, second, third] = await addMany();
    if (!first || !second || !third) throw new Error('unreachable');
    expect((await look()).report).toMatchObject({
      remoteDocuments: 6,
      documents: 6,
      unsettled: 0,
      missingRemotely: { count: 0 },
      orphanedRemotely: { count: 0 },
      duplicates: { count: 0 },
      renamed: { count: 0 },
      removing: { count: 0 },
    });
    world.elevenLabs.documents.remove(String((await world.state(first)).elevenLabsId));
    addRemote(`${(await world.state(second)).tag} Opening hours`);
    const renamed = String((await world.state(third)).elevenLabsId);
    world.elevenLabs.documents.update(renamed, { name: 'Renamed by a person', text: 'text' });
    await addOrphan();
    addRemote('staff-handbook');
    addRemote('Notes of a person');
    expect(await look()).toMatchObject({
      ordered: null,
      report: {
        missingRemotely: { count: 1, items: [{ documentId: first.id }] },
        orphanedRemotely: { count: 1, items: [{ documentId: 'gone', name: 'gone-abcd1234 Hours' }] },
        duplicates: { count: 1, items: [{ documentId: second.id }] },
        renamed: { count: 1, items: [{ documentId: third.id, name: 'Renamed by a person' }] },
        foreign: 2,
      },
    });
  });

  test('changes nothing', async () => {
    const [first] = await addMany();
    if (!first) throw new Error('unreachable');
    world.elevenLabs.documents.remove(String((await world.state(first)).elevenLabsId));
    await addOrphan();
    const before = [await world.state(first), remoteIds()];
    await look();
    await sweepAll();
    expect([await world.state(first), remoteIds()]).toEqual(before);
  });

  test('reads both sides to the end', async () => {
    const { db } = world.context;
    const template = (await (await world.addCompleted()).get()).data();
    const writer = db.bulkWriter();
    for (let count = 0; count < 110; count += 1) {
      const tag = `copy-${count}-abcd1234`;
      const { id } = addRemote(`${tag} Opening hours`);
      const sync = { ...template?.sync, tag, elevenLabsId: id };
      void writer.set(db.doc(`${paths.knowledgeRemotes}/${tag}`), liveFields(`copy-${count}`));
      void writer.set(db.doc(`${paths.knowledge}/copy-${count}`), { ...template, sync });
    }
    await writer.close();
    const { report } = await look();
    expect(report).toMatchObject({
      remoteDocuments: 111,
      documents: 111,
      missingRemotely: { count: 0 },
      orphanedRemotely: { count: 0 },
    });
    expect(listings()).toHaveLength(2);
  });

  test('is stored once for each day, where a later one replaces it', async () => {
    await addOrphan();
    await reportDifferences(world.context);
    await reportDifferences(world.context);
    const reports = await world.context.db.collection(paths.knowledgeReports).get();
    expect(reports.docs.map(({ id }) => id)).toEqual([new Date(world.now()).toISOString().slice(0, 10)]);
    expect(reports.docs[0]?.data()).toMatchObject({ orphanedRemotely: { count: 1 }, createdAt: expect.anything() });
    expect(remoteIds()).toHaveLength(1);
  });
});

describe('--apply', () => {
  test('creates a missing remote document again, after a look-up', async () => {
    const [first] = await addMany();
    if (!first) throw new Error('unreachable');
    const { elevenLabsId, tag } = await world.state(first);
    world.elevenLabs.documents.remove(String(elevenLabsId));
    expect((await apply()).ordered).toEqual({ verifications: 1, removals: 0 });
    world.elevenLabs.requests.reset();
    await sweepAll();
    expect(world.requests(first)).toEqual(['GET', 'PATCH', 'GET', 'POST']);
    const state = await world.state(first);
    expect(state).toMatchObject({ status: 'completed', tag, leaseOwner: null });
    expect(world.remote(first)).toMatchObject([{ id: state.elevenLabsId, text: 'Nine to five.' }]);
    expect((await look()).report.missingRemotely.count).toBe(0);
  });

  test('deletes a duplicate and keeps the known remote document', async () => {
    const [first] = await addMany();
    if (!first) throw new Error('unreachable');
    const { elevenLabsId, tag } = await world.state(first);
    addRemote(`${tag} Opening hours`);
    await apply();
    await sweepAll();
    expect(world.remote(first).map(({ id }) => id)).toEqual([elevenLabsId]);
  });

  test('restores the name of a renamed remote document', async () => {
    const [first] = await addMany();
    if (!first) throw new Error('unreachable');
    const { elevenLabsId, tag } = await world.state(first);
    world.elevenLabs.documents.update(String(elevenLabsId), { name: 'Renamed by a person', text: 'Nine to five.' });
    await apply();
    await sweepAll();
    expect(world.elevenLabs.documents.find(String(elevenLabsId))?.name).toBe(`${tag} Opening hours`);
  });

  test('overwrites a text that was edited at ElevenLabs only with force', async () => {
    const [first] = await addMany();
    if (!first) throw new Error('unreachable');
    const { elevenLabsId, tag, completedAt } = await world.state(first);
    const name = `${tag} Opening hours`;
    const change = { name, text: 'Edited in the dashboard.' };
    world.elevenLabs.documents.update(String(elevenLabsId), change, Number(completedAt) + 4 * minute);
    expect((await look()).report.changedRemotely.count).toBe(0);
    world.elevenLabs.documents.update(String(elevenLabsId), change, Number(completedAt) + 6 * minute);
    const found = { documentId: first.id, tag, elevenLabsId, name };
    expect(await apply()).toMatchObject({
      report: { changedRemotely: { count: 1, items: [found] } },
      ordered: { verifications: 0, removals: 0 },
    });
    expect((await apply(true)).ordered).toEqual({ verifications: 1, removals: 0 });
    await sweepAll();
    expect(world.remote(first)).toMatchObject([{ id: elevenLabsId, text: 'Nine to five.' }]);
  });

  test.each(['abcdefgh', '12345678', 'chapterx'])(
    'removes one whose tag ends like a word or a number: %s',
    async (nonce) => {
      await addMany();
      const { id } = await addOrphan(`gone-${nonce} Hours`);
      const orphanedRemotely = { count: 1, items: [{ documentId: 'gone', tag: `gone-${nonce}`, elevenLabsId: id }] };
      expect(await apply()).toMatchObject({ report: { orphanedRemotely }, ordered: { removals: 1 } });
      await sweepAll();
      expect(remoteIds()).not.toContain(id);
    },
  );

  test('removes remote documents whose tag is in the ledger and has no document, and nothing else', async () => {
    await addMany();
    const orphan = await addOrphan();
    const others = ['staff-handbook', 'Notes of a person', 'gone-abcd12345 Hours'].map((name) => addRemote(name).id);
    const before = remoteIds();
    expect((await apply()).ordered).toEqual({ verifications: 0, removals: 1 });
    expect((await look()).report).toMatchObject({
      orphanedRemotely: { count: 0 },
      removing: { items: ['gone-abcd1234'] },
    });
    await sweepAll();
    expect(remoteIds()).toEqual(before.filter((id) => id !== orphan.id));
    expect(remoteIds()).toEqual(expect.arrayContaining(others));
    expect((await look()).report.removing.count).toBe(0);
  });
});

describe('deleting more than a fifth', () => {
  test('is refused with the numbers, and done with force', async () => {
    await addMany(3);
    await addOrphan();
    const refusal = await apply().catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'failed-precondition',
      details: { deletions: 1, remoteDocuments: 4 },
      message: expect.stringContaining('1 of 4'),
    });
    await sweepAll();
    expect(remoteIds()).toHaveLength(4);
    expect((await apply(true)).ordered).toEqual({ verifications: 0, removals: 1 });
    await sweepAll();
    expect(remoteIds()).toHaveLength(3);
  });

  test('counts duplicates, and does not include a fifth itself', async () => {
    const [first] = await addMany(4);
    if (!first) throw new Error('unreachable');
    addRemote(`${(await world.state(first)).tag} Opening hours`);
    await expect(apply()).resolves.toMatchObject({ ordered: { verifications: 1 } });
    await sweepAll();
    addRemote(`${(await world.state(first)).tag} Opening hours`);
    addRemote(`${(await world.state(first)).tag} Opening hours`);
    await expect(apply()).rejects.toMatchObject({ code: 'failed-precondition' });
  });
});

describe('a listing that fails', () => {
  const failures = [
    ['at once', [{ kind: 'status', status: 503 }]],
    ['in the middle', [{ kind: 'pass' }, { kind: 'status', status: 503 }]],
    ['with an answer that cannot be read', [{ kind: 'unreadable', body: 'truncated' }]],
    ['in the middle with one that cannot be read', [{ kind: 'pass' }, { kind: 'unreadable', body: 'html' }]],
    ['because the key is refused', [{ kind: 'status', status: 401, code: 'invalid_api_key' }]],
  ] as const;

  test.each(failures)('%s changes nothing', async (_, [first, ...rest]) => {
    const reference = await world.addCompleted();
    world.elevenLabs.documents.remove(String((await world.state(reference)).elevenLabsId));
    for (let count = 0; count < 150; count += 1) await addOrphan(`gone${count}-abcd1234 Hours`);
    const last = rest.at(-1) ?? first;
    world.elevenLabs.faults.add({ match: { method: 'GET' }, actions: [first, ...rest, last, last, last] });
    const before = [await world.state(reference), remoteIds()];
    await expect(apply(true)).rejects.toMatchObject({ code: 'unavailable' });
    world.elevenLabs.faults.clear();
    await sweepAll();
    expect([await world.state(reference), remoteIds()]).toEqual(before);
    const removing = world.context.db.collection(paths.knowledgeRemotes).where('status', '==', 'removing');
    expect((await removing.get()).size).toBe(0);
    expect(world.log).toContainEqual(expect.objectContaining({ event: 'knowledge.reconcile_failed' }));
  });

  test('keeps an earlier report', async () => {
    await reportDifferences(world.context);
    world.elevenLabs.setApiKey('another');
    await addOrphan();
    await expect(reportDifferences(world.context)).rejects.toMatchObject({ code: 'unavailable' });
    const [report] = (await world.context.db.collection(paths.knowledgeReports).get()).docs;
    expect(report?.data()).toMatchObject({ orphanedRemotely: { count: 0 } });
  });

  test('temporarily is repeated', async () => {
    await addMany(1);
    world.elevenLabs.faults.add({ match: { method: 'GET' }, actions: [{ kind: 'status', status: 503 }] });
    expect((await look()).report.remoteDocuments).toBe(1);
  });
});
