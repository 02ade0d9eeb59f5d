import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

const recordOf = (tag: unknown) => world.context.db.doc(`${paths.knowledgeRemotes}/${tag}`);

/** A record of a removal that is due, as it should be but for the change. */
function removal(documentId: string, change: Readonly<Record<string, unknown>> = {}) {
  const due = Timestamp.fromMillis(world.now() - minute);
  const removing = { status: 'removing', documentId, elevenLabsId: null, title: '', attempts: 0, error: null };
  return { ...removing, createdAt: due, nextAttemptAt: due, listAfter: due, ...change };
}

describe('the ledger', () => {
  test('has the tag of a document before its first request, and loses it with the last remote document', async () => {
    const reference = await world.add();
    const { run } = await world.deliverHeld(reference, 'POST');
    const { tag } = await world.state(reference);
    expect(await world.ledger(reference)).toMatchObject([{ tag, status: 'live', createdAt: expect.any(Number) }]);
    world.elevenLabs.release();
    await run;
    await world.deliverDelete(reference, await world.delete(reference));
    expect(await world.ledger(reference)).toEqual([]);
  });

  test('is not written by an edit', async () => {
    const reference = await world.addCompleted();
    const { tag } = await world.state(reference);
    const { updateTime } = await recordOf(tag).get();
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    expect((await recordOf(tag).get()).updateTime).toEqual(updateTime);
  });
});

describe('a record that cannot be read', () => {
  test.each([
    ['live', { status: 'live' }],
    ['of an unknown status', { status: 'leaving', documentId: 'x' }],
    ['empty', {}],
  ])('and is %s is written again by the next sync, which looks first', async (_, record) => {
    const reference = await world.addCompleted();
    const { tag, elevenLabsId } = await world.state(reference);
    await recordOf(tag).set(record);
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', tag, elevenLabsId });
    expect(await world.ledger(reference)).toMatchObject([{ tag, status: 'live' }]);
  });

  test.each([
    ['no id of the document', { documentId: null }],
    ['a number as id of the remote document', { elevenLabsId: 7 }],
    ['no time for the listing', { listAfter: null }],
    ['a tag of another document', { documentId: 'another' }],
  ])('as a removal, with %s, is set aside: it deletes nothing and holds up nothing', async (_, change) => {
    const reference = await world.addCompleted();
    await world.deliverDelete(reference, await world.delete(reference), world.instance({ apiKey: '' }));
    const record = recordOf('broken-abcd1234');
    await record.set(removal('broken', change));
    const remote = world.elevenLabs.documents.add({ name: 'broken-abcd1234 Hours', text: 'text' });
    world.advance(minute);
    expect(await world.sweep()).toBe(2);
    expect(await world.ledger(reference)).toEqual([]);
    expect(world.elevenLabs.documents.find(remote.id)).toBeDefined();
    expect((await record.get()).data()).toMatchObject({ status: 'removing', ...change });
    expect(world.log).toContainEqual(expect.objectContaining({ event: 'knowledge.remote_unreadable' }));
    world.advance(60 * minute);
    expect(await world.sweep()).toBe(0);
  });
});

describe("a document whose tag is another document's in the ledger", () => {
  test('gets a new tag, and the remote document under the old one stays', async () => {
    const reference = await world.addCompleted();
    const { tag, elevenLabsId } = await world.state(reference);
    await recordOf(tag).update({ documentId: 'another' });
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference);
    const state = await world.state(reference);
    expect(state.tag).not.toBe(tag);
    expect(world.elevenLabs.documents.find(String(elevenLabsId))?.text).toBe('Nine to five.');
    expect(world.elevenLabs.documents.find(String(state.elevenLabsId))?.text).toBe('Ten to six.');
    await world.deliverDelete(reference, { sync: { tag, elevenLabsId } });
    expect(world.elevenLabs.documents.find(String(elevenLabsId))).toBeDefined();
  });
});
