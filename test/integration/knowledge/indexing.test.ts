import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { hour, minute, withMillis } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();
const ragModel = 'e5_mistral_7b_instruct';
const content = 'The session starts at nine in the back room. '.repeat(20);

let context: KnowledgeContext;
beforeEach(() => {
  context = world.instance({ ragModel });
  // An index stays in `processing` until the test sets its status.
  world.elevenLabs.indexes.settings.durationMs = null;
});

type Reference = Awaited<ReturnType<typeof world.add>>;

async function addIndexed(fields: { id?: string } = {}): Promise<Reference> {
  const reference = await world.add({ ...fields, content });
  await world.deliver(reference, context);
  return reference;
}

async function index(reference: Reference): Promise<Readonly<Record<string, unknown>> | null> {
  const stored = (await reference.get()).get('sync.index');
  return stored == null ? null : withMillis(stored);
}

const remoteId = async (reference: Reference) => String((await world.state(reference)).elevenLabsId);
const asked = () => world.elevenLabs.requests.find({ method: 'POST', path: '/v1/convai/knowledge-base/rag-index' });
const events = (event: string) => world.log.filter((entry) => entry.event === event);

async function setIndex(reference: Reference, status: 'processing' | 'succeeded' | 'failed', progress = 0) {
  expect(world.elevenLabs.indexes.setState(await remoteId(reference), { status, progress })).toBe(true);
}

async function usage() {
  return withMillis((await context.db.doc(paths.knowledgeIndexUsage).get()).data());
}

describe('a document', () => {
  test('goes from synced through indexing with its progress to ready, and is left alone then', async () => {
    const reference = await addIndexed();
    expect(await index(reference)).toMatchObject({ model: ragModel, status: 'pending', checkedAt: null });
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'processing', progress: 0 });
    await setIndex(reference, 'processing', 40);
    world.advance(minute);
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'processing', progress: 40 });
    await setIndex(reference, 'succeeded', 100);
    world.advance(minute);
    await world.sweep(context);
    expect(asked()).toHaveLength(2);
    world.advance(minute);
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'ready', progress: 100, nextCheckAt: null, message: null });
    world.advance(24 * hour);
    await world.sweep(context);
    expect(asked()).toHaveLength(3);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 1, runs: 1, verifyAt: null });
  });

  test('is asked about however many documents are overdue', async () => {
    await addIndexed();
    for (let overdue = 0; overdue < 6; overdue += 1) await world.add();
    world.advance(3 * minute);
    world.elevenLabs.faults.add({ match: { path: '*/text' }, actions: [{ kind: 'hold' }], times: null });
    const sweep = world.sweep(context);
    await world.elevenLabs.requests.waitFor({ path: '*/rag-index' });
    world.elevenLabs.faults.clear();
    world.elevenLabs.release();
    await sweep;
  });

  test('that is too short to index is ready at once: agents get it in their prompt', async () => {
    const reference = await world.add({ content: 'Nine to five.' });
    await world.deliver(reference, context);
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'in_prompt', nextCheckAt: null });
  });

  test('is indexed again after an edit', async () => {
    const reference = await addIndexed();
    await world.sweep(context);
    await setIndex(reference, 'succeeded');
    world.advance(minute);
    await world.sweep(context);
    await world.edit(reference, { content: `${content} And ends at eleven.` });
    await world.deliver(reference, context);
    expect(await index(reference)).toMatchObject({ status: 'pending', tries: 0, checkedAt: null });
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'processing' });
  });

  test('that is edited while ElevenLabs answers does not get the answer about its earlier text', async () => {
    const reference = await addIndexed();
    await world.sweep(context);
    await setIndex(reference, 'succeeded');
    world.advance(minute);
    const before = asked().length;
    world.elevenLabs.faults.add({ match: { path: '*/rag-index' }, actions: [{ kind: 'hold' }] });
    const sweep = world.sweep(context);
    await world.elevenLabs.requests.waitFor({ path: '*/rag-index' }, { count: before + 1 });
    await world.edit(reference, { content: `${content} New.` });
    world.elevenLabs.release({ path: '*/rag-index' });
    await sweep;
    expect(await index(reference)).toMatchObject({ status: 'processing' });
    await world.deliver(reference, context);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(await index(reference)).toMatchObject({ status: 'pending', checkedAt: null });
  });

  test('that ElevenLabs no longer has is verified, made again and indexed', async () => {
    const reference = await addIndexed();
    world.elevenLabs.documents.remove(await remoteId(reference));
    world.advance(hour);
    await world.sweep(context);
    expect((await world.state(reference)).verifyAt).toBeLessThanOrEqual(world.now());
    await world.sweep(context);
    expect(await world.state(reference)).toMatchObject({ status: 'completed' });
    expect(world.remote(reference)).toHaveLength(1);
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'processing' });
  });

  test('whose stored index makes no sense is synced all the same', async () => {
    const reference = await addIndexed();
    await reference.update({ 'sync.index.progress': 'much' });
    await world.edit(reference, { content: `${content} New.` });
    await world.deliver(reference, context);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null });
    expect(await index(reference)).toMatchObject({ status: 'pending', progress: 0 });
  });
});

describe('with indexing off', () => {
  test('nothing is asked and nothing is stored', async () => {
    const reference = await world.addCompleted({ content });
    await world.sweep();
    expect(world.elevenLabs.requests.counters().requests).toBe(0);
    expect(await index(reference)).toBeNull();
  });
});

describe('a pass of the sweep', () => {
  test('asks about a hundred documents in one request', async () => {
    const references = await Promise.all(Array.from({ length: 105 }, (_, n) => addIndexed({ id: `batch-${n}` })));
    await world.sweep(context);
    expect(asked()).toHaveLength(1);
    await world.sweep(context);
    expect(asked()).toHaveLength(2);
    const states = await Promise.all(references.map(index));
    expect(states.filter((state) => state?.status === 'processing')).toHaveLength(105);
  });

  test('changes nothing when ElevenLabs fails, and the next one asks again', async () => {
    const reference = await addIndexed();
    const before = await world.state(reference);
    world.elevenLabs.faults.add({ match: { path: '*/rag-index' }, actions: [{ kind: 'status', status: 503 }] });
    await world.sweep(context);
    expect(await world.state(reference)).toEqual(before);
    expect(events('knowledge.index_request_failed')).toMatchObject([
      { fields: { type: 'server_error', documents: 1 } },
    ]);
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'processing' });
  });

  test('says in the document why ElevenLabs refuses, and does not touch its sync', async () => {
    const reference = await addIndexed();
    const refused = { kind: 'status', status: 422, code: 'invalid_model' } as const;
    world.elevenLabs.faults.add({ match: { path: '*/rag-index' }, actions: [refused] });
    await world.sweep(context);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null, verifyAt: null });
    expect(await index(reference)).toMatchObject({ status: 'pending', message: expect.stringContaining('HTTP 422') });
    world.advance(minute);
    await world.sweep(context);
    expect(await index(reference)).toMatchObject({ status: 'processing', message: null });
  });

  test('verifies no document when the address of the index is wrong', async () => {
    const reference = await addIndexed();
    world.elevenLabs.faults.add({ match: { path: '*/rag-index' }, actions: [{ kind: 'status', status: 404 }] });
    await world.sweep(context);
    expect(await world.state(reference)).toMatchObject({ verifyAt: null });
  });
});

describe('an index that failed', () => {
  test('is deleted and computed again', async () => {
    const reference = await addIndexed();
    world.elevenLabs.indexes.failNext(await remoteId(reference), 2);
    for (let checks = 0; checks < 3; checks += 1) {
      await world.sweep(context);
      world.advance(minute);
    }
    expect(await index(reference)).toMatchObject({ status: 'processing', tries: 2 });
    expect(world.requests(reference).filter((method) => method === 'DELETE')).toHaveLength(2);
  });

  test('four times rests with a message and is not deleted again', async () => {
    const reference = await addIndexed();
    world.elevenLabs.indexes.failNext(await remoteId(reference), 10);
    for (let checks = 0; checks < 6; checks += 1) {
      await world.sweep(context);
      world.advance(minute);
    }
    expect(await index(reference)).toMatchObject({
      status: 'failed',
      tries: 3,
      nextCheckAt: null,
      message: expect.any(String),
    });
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null });
    expect(world.requests(reference).filter((method) => method === 'DELETE')).toHaveLength(3);
    expect(events('knowledge.index_failed').map(({ fields }) => fields.final)).toEqual([false, false, false, true]);
  });
});

describe('a full index', () => {
  test('is shown with its bytes, and documents are indexed within minutes after room was made', async () => {
    const { settings } = world.elevenLabs.indexes;
    settings.maxBytes = 1500;
    const fits = await addIndexed();
    await world.sweep(context);
    const tooMuch = await addIndexed();
    await world.sweep(context);
    expect(await index(tooMuch)).toMatchObject({ status: 'quota', message: expect.stringContaining('Upgrade') });
    expect(await world.state(tooMuch)).toMatchObject({ status: 'completed', error: null });
    expect(await usage()).toMatchObject({ documents: 1, usedBytes: content.length, maxBytes: 1500 });
    expect(events('knowledge.index_quota')).toHaveLength(1);
    await world.deliverDelete(fits, await world.delete(fits), context);
    world.advance(10 * minute);
    await world.sweep(context);
    expect(await usage()).toMatchObject({ documents: 1, usedBytes: 0 });
    await world.sweep(context);
    expect(await index(tooMuch)).toMatchObject({ status: 'processing', message: null });
    expect(await usage()).toMatchObject({ documents: 0 });
  });

  test('is looked at every ten minutes and asked about once a day while nothing changes', async () => {
    world.elevenLabs.indexes.settings.maxBytes = 0;
    const reference = await addIndexed();
    for (let passes = 0; passes < 60; passes += 1) {
      await world.sweep(context);
      world.advance(minute);
    }
    const requests = world.elevenLabs.requests.find({ path: '*/rag-index' });
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(6);
    world.advance(23 * hour);
    await world.sweep(context);
    expect(asked()).toHaveLength(2);
    expect(await index(reference)).toMatchObject({ status: 'quota' });
  });

  test('is full no more once the documents without room are gone', async () => {
    world.elevenLabs.indexes.settings.maxBytes = 0;
    const reference = await addIndexed();
    await world.sweep(context);
    await reference.delete();
    world.advance(10 * minute);
    await world.sweep(context);
    expect(await usage()).toMatchObject({ documents: 0 });
  });
});

test('a document that a server wrote past the limits does not keep a place among those that are due', async () => {
  const reference = await addIndexed();
  await reference.update({ content: '' });
  await world.sweep(context);
  expect(await index(reference)).toMatchObject({ nextCheckAt: null });
});

test('a sync that holds the lease keeps its state: the answer about the index is dropped', async () => {
  const reference = await addIndexed();
  await world.sweep(context);
  await reference.update({ 'sync.verifyAt': Timestamp.fromMillis(world.now()) });
  world.advance(minute);
  world.elevenLabs.faults.add({ match: { method: 'PATCH', name: reference.id }, actions: [{ kind: 'hold' }] });
  const sweep = world.sweep(context);
  await world.elevenLabs.requests.waitFor({ method: 'PATCH', name: reference.id });
  await world.sweep(world.instance({ ragModel }));
  expect(await world.state(reference)).toMatchObject({ status: 'syncing', leaseOwner: expect.any(String) });
  world.elevenLabs.release();
  await sweep;
  expect(await world.state(reference)).toMatchObject({ status: 'completed', leaseOwner: null, verifyAt: null });
});
