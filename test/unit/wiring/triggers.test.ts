import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore, Timestamp } from 'firebase-admin/firestore';
import functionsTest from 'firebase-functions-test';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  onKnowledgeCreated,
  onKnowledgeDeleted,
  onKnowledgeUpdated,
  retryKnowledgeSync,
  sweepKnowledge,
} from '../../../functions/src/index.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { type Emulator, startEmulator } from '../../../local/emulator/emulator.ts';
import { pickFreePorts } from '../../../local/emulator/ports.ts';
import { projectId } from '../../../local/paths.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { callBy } from './caller.ts';

const tools = functionsTest({ projectId });
let emulator: Emulator;
let elevenLabs: ElevenLabsStub;
let app: App;
let db: Firestore;
beforeAll(async () => {
  elevenLabs = await startElevenLabsStub({ apiKey: 'key' });
  emulator = await startEmulator({
    name: `wiring-${process.pid}`,
    profile: 'strict',
    params: null,
    ports: await pickFreePorts(),
  });
  const params = { ELEVENLABS_API_KEY: 'key', ELEVENLABS_BASE_URL: elevenLabs.url };
  Object.assign(process.env, emulator.env, params);
  app = initializeApp({ projectId });
  db = getFirestore(app);
});
beforeEach(() => elevenLabs.reset());
afterAll(async () => {
  await deleteApp(app);
  await Promise.all([emulator.stop(), elevenLabs.stop()]);
  tools.cleanup();
});

const written = { title: 'Hours', content: 'Nine.', tags: [], sync: { status: 'pending' } };
const path = (documentId: string) => `${paths.knowledge}/${documentId}`;

/** Writes a document like an editor and delivers its event. */
async function create(documentId: string, change: object = {}): Promise<void> {
  await db.doc(path(documentId)).set({ ...written, createdAt: Timestamp.now(), updatedAt: Timestamp.now(), ...change });
  await tools.wrap(onKnowledgeCreated)({ params: { documentId } });
}

const sync = async (documentId: string) => (await db.doc(path(documentId)).get()).get('sync');
const held = () => elevenLabs.documents.list().map(({ name, text }) => [name.split(' ').slice(1).join(' '), text]);

describe('the trigger of', () => {
  test('a creation syncs the document', async () => {
    await create('made');
    expect(await sync('made')).toMatchObject({
      status: 'completed',
      attempts: 1,
      runs: 1,
      error: null,
      leaseOwner: null,
    });
    expect(held()).toEqual([['Hours', 'Nine.']]);
  });

  test('an update of the content syncs it in place', async () => {
    await create('edited');
    const { elevenLabsId } = await sync('edited');
    const before = await db.doc(path('edited')).get();
    await before.ref.update({ content: 'Ten.', 'sync.status': 'pending' });
    const data = tools.makeChange(before, await before.ref.get());
    await tools.wrap(onKnowledgeUpdated)({ params: { documentId: 'edited' }, data });
    expect(await sync('edited')).toMatchObject({ status: 'completed', elevenLabsId });
    expect(held()).toEqual([['Hours', 'Ten.']]);
  });

  test('a deletion removes it and its record', async () => {
    await create('deleted');
    const data = await db.doc(path('deleted')).get();
    await data.ref.delete();
    const deliver = () => tools.wrap(onKnowledgeDeleted)({ params: { documentId: 'deleted' }, data });
    const records = db.collection(paths.knowledgeRemotes).where('documentId', '==', 'deleted');
    await deliver();
    expect([held(), (await records.get()).size]).toEqual([[], 0]);
    // A repeated event finds nothing at ElevenLabs, or nothing yet: it looks once more when 10 minutes are over.
    await Promise.all([deliver(), deliver()]);
    expect(held()).toEqual([]);
    expect((await records.get()).docs.map((record) => record.get('status'))).toEqual(['removing']);
  });

  test('a creation fails an unreadable document with a message', async () => {
    await create('unreadable', { title: 7 });
    expect(await sync('unreadable')).toMatchObject({
      status: 'failed',
      error: {
        type: 'validation',
        retryable: false,
        message: expect.stringMatching(/field title .* Edit it and save\.$/),
      },
    });
    expect(held()).toEqual([]);
  });
});

describe('the manual retry', () => {
  const retry = async (documentId: string) =>
    await tools.wrap(retryKnowledgeSync)(callBy({ editor: true }, { documentId }));

  test('answers the final state', async () => {
    elevenLabs.setApiKey('another');
    await create('retried');
    const failed = await sync('retried');
    expect(await retry('retried')).toEqual({ documentId: 'retried', status: 'failed', error: failed.error });
    elevenLabs.setApiKey('key');
    expect(await retry('retried')).toEqual({ documentId: 'retried', status: 'completed', error: null });
    expect(await retry('retried')).toEqual({ documentId: 'retried', status: 'completed', error: null });
    expect(held()).toEqual([['Hours', 'Nine.']]);
  });

  test('of an unreadable document answers the stored state', async () => {
    await db.doc(path('odd')).set({ ...written, content: '' });
    const answer = await retry('odd');
    expect(answer).toEqual({ documentId: 'odd', status: 'failed', error: (await sync('odd')).error });
  });

  test('of an unknown document is not found', async () => {
    await expect(retry('unknown')).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('the sweep syncs a document that no event reached', async () => {
  const longAgo = Timestamp.fromMillis(Date.now() - 3 * 60_000);
  await db.doc(path('forgotten')).set({ ...written, createdAt: longAgo, updatedAt: longAgo });
  await sweepKnowledge.run({ scheduleTime: new Date().toISOString() });
  expect(await sync('forgotten')).toMatchObject({ status: 'completed' });
});
