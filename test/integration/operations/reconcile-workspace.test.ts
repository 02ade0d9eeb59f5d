import { randomUUID } from 'node:crypto';
import type { Firestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { reconcile } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { sweepKnowledge } from '../../../functions/src/knowledge/sweep.ts';
import { syncDocument } from '../../../functions/src/knowledge/sync.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { openFirestore } from '../firestore.ts';
import { minute } from '../knowledge/time.ts';
import { useReconcileWorld } from './reconcile-world.ts';

const { world, apply, addRemote, addOrphan, addMany, remoteIds, sweepAll } = useReconcileWorld();
const everything = { apply: true, force: true };

describe('remote documents that people made', () => {
  test('are never named, changed or deleted, whatever their names, even with force', async () => {
    const own = await addMany(10);
    const names = [
      'book-chapter1',
      'menu-summer26 final',
      `${own[0]?.id}-abcd1234 Opening hours`,
      'x-abcd1234',
      'Notes',
    ];
    const foreign = names.map((name) => addRemote(name));
    for (const { id } of foreign) world.elevenLabs.documents.attach(id, ['agent-1']);
    const before = world.elevenLabs.documents.list().map((document) => ({ ...document }));
    const { report, ordered } = await apply(true);
    expect(ordered).toEqual({ verifications: 0, removals: 0 });
    expect(report).toMatchObject({ remoteDocuments: 10, foreign: names.length });
    for (const name of names) expect(JSON.stringify(report)).not.toContain(name);
    await sweepAll();
    expect(world.elevenLabs.documents.list()).toEqual(before);
  });
});

describe('two deployments in one workspace', () => {
  let other: KnowledgeContext;
  let opened: { db: Firestore; close: () => Promise<void> };
  beforeAll(() => {
    opened = openFirestore(`other-${randomUUID().slice(0, 8)}`);
    other = { ...world.instance(), db: opened.db };
  });
  afterAll(() => opened.close());

  /** Adds a synced document to the other deployment, whatever ids the first one uses. */
  async function addToOther(id: string): Promise<void> {
    const document = { title: 'Other hours', content: 'Ten to six.', sync: { status: 'pending' } };
    await opened.db.collection(paths.knowledge).doc(id).set(document);
    await syncDocument(other, id, { cause: 'automatic' });
  }

  test('reconcile with force at the same time, and neither touches what the other made', async () => {
    const own = await addMany(5);
    for (const { id } of own) await addToOther(id);
    const orphan = await addOrphan();
    const before = remoteIds();
    const [first, second] = await Promise.all([apply(true), reconcile(other, everything)]);
    expect(first).toMatchObject({
      report: { remoteDocuments: 6, foreign: 5 },
      ordered: { verifications: 0, removals: 1 },
    });
    expect(second).toMatchObject({
      report: { remoteDocuments: 5, foreign: 6 },
      ordered: { verifications: 0, removals: 0 },
    });
    world.advance(10 * minute);
    await Promise.all([world.sweep(), sweepKnowledge(other)]);
    expect(remoteIds()).toEqual(before.filter((id) => id !== orphan.id));
    const texts = world.elevenLabs.documents.list().map(({ text }) => text);
    expect(texts.sort()).toEqual([...Array(5).fill('Nine to five.'), ...Array(5).fill('Ten to six.')]);
  });
});
