import type { DocumentReference } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

/** A document and a copy of it under another id, `sync` included, as a script or the console makes it. */
async function addCopied(): Promise<{ original: DocumentReference; copy: DocumentReference }> {
  const original = await world.addCompleted();
  const copy = world.context.db.collection(paths.knowledge).doc(`copy-of-${original.id}`);
  await copy.set((await original.get()).data() ?? {});
  return { original, copy };
}

describe('a copied document', () => {
  test('gets a tag and a remote document of its own', async () => {
    const { original, copy } = await addCopied();
    const before = await world.state(original);
    await world.deliver(copy);
    const state = await world.state(copy);
    expect(state).toMatchObject({ status: 'completed', attempts: 1, runs: 1 });
    expect(String(state.tag)).toMatch(new RegExp(`^${copy.id}-`));
    expect([state.tag, state.elevenLabsId]).not.toEqual([before.tag, before.elevenLabsId]);
    expect(world.elevenLabs.documents.find(String(state.elevenLabsId))?.name).toBe(`${state.tag} Opening hours`);
    expect(await world.state(original)).toEqual(before);
  });

  test('that is edited leaves the text of its original alone', async () => {
    const { original, copy } = await addCopied();
    await world.edit(copy, { content: 'Ten to six.' });
    await world.deliver(copy);
    const { elevenLabsId } = await world.state(original);
    expect(world.elevenLabs.documents.find(String(elevenLabsId))?.text).toBe('Nine to five.');
  });

  test.each([true, false])(
    'that is deleted leaves its original alone, with its record in the ledger: %s',
    async (recorded) => {
      const { original, copy } = await addCopied();
      const { tag, elevenLabsId } = await world.state(original);
      if (!recorded) await world.context.db.doc(`${paths.knowledgeRemotes}/${tag}`).delete();
      await world.deliverDelete(copy, await world.delete(copy));
      world.advance(10 * minute);
      await world.sweep();
      expect(world.elevenLabs.documents.find(String(elevenLabsId))).toBeDefined();
      expect(world.elevenLabs.requests.find({ method: 'DELETE' })).toEqual([]);
    },
  );
});
