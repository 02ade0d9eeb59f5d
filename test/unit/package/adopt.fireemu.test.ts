import { readFile, writeFile } from 'node:fs/promises';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { type DocumentReference, getFirestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { fireemuControlUrl } from '../../../local/emulator/fireemu.ts';
import { projectId, scratchRoot } from '../../../local/paths.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { addCodebase, addImport, copyProject, evaluateParams, mergeRulesAndIndexes } from './adopt.ts';
import { type Emulated, emulate } from './emulated.ts';
import { changedFiles, writeExistingApp } from './existing-app.ts';
import { type Packed, packAndUnpack } from './packed.ts';

const name = `adopt-${process.pid}`;
const region = 'us-central1';
let packed: Packed;
let elevenLabs: ElevenLabsStub;
beforeAll(async () => {
  elevenLabs = await startElevenLabsStub({ apiKey: 'key' });
  packed = await packAndUnpack(name);
}, 120_000);
afterAll(() => elevenLabs.stop());

const ways = [
  {
    way: 'a codebase of its own, for fields of other names',
    add: addCodebase,
    merged: ['firebase.json'],
    database: '(default)',
    fields: { title: 'headline', content: 'body' },
  },
  {
    way: 'a plain import, for a database that is not the default one',
    add: addImport,
    merged: ['functions/index.js'],
    database: 'editorial',
    fields: defaultTextFields,
  },
];

describe.each(ways)('an app that adds Reelsync as $way', ({ way, add, merged, database, fields }) => {
  const collection = 'articles';
  const project = `${scratchRoot}/${name}/${way.replaceAll(/\W+/g, '-')}`;
  const copy = `${project}-emulated`;
  let emulated: Emulated;
  let app: App;
  let hours: DocumentReference;
  beforeAll(async () => {
    await writeExistingApp(project);
    const adoption = { folder: project, tarball: packed.tarball, collection, fields };
    await mergeRulesAndIndexes(adoption, `${packed.folder}/node_modules/reelsync`);
    const codebase = await add(adoption);
    const params = {
      KNOWLEDGE_COLLECTION: collection,
      FUNCTIONS_REGION: region,
      KNOWLEDGE_TITLE_FIELD: fields.title,
      KNOWLEDGE_CONTENT_FIELD: fields.content,
      FIRESTORE_DATABASE: database,
      ELEVENLABS_API_KEY: 'key',
      ELEVENLABS_BASE_URL: elevenLabs.url,
    };
    const lines = Object.entries(params).map(([param, value]) => `${param}=${value}\n`);
    await writeFile(`${codebase}/.env`, lines.join(''));
    await copyProject(project, copy);
    await evaluateParams(codebase.replace(project, copy));
    emulated = await emulate(copy);
    process.env.METADATA_SERVER_DETECTION = 'none';
    process.env.FIRESTORE_EMULATOR_HOST = `127.0.0.1:${emulated.ports.firestore}`;
    app = initializeApp({ projectId }, way);
    hours = getFirestore(app, database).collection(collection).doc('hours');
  }, 120_000);
  afterAll(async () => {
    await deleteApp(app);
    await emulated.stop();
  });

  const document = (path: string) =>
    `http://127.0.0.1:${emulated.ports.firestore}/v1/projects/${projectId}/databases/${database}/documents/${path}`;

  test('has its documents synced, those of servers included', async () => {
    await hours.set({ [fields.title]: 'Opening hours', [fields.content]: 'Nine to five.' });
    await expect.poll(synced).toMatch(/^\S+ Opening hours: Nine to five\.$/);
  });

  test('has its edits synced', async () => {
    await hours.update({ [fields.content]: 'Ten to six.' });
    await expect.poll(synced).toMatch(/ Opening hours: Ten to six\.$/);
    await hours.update({ [fields.title]: 'Hours' });
    await expect.poll(synced).toMatch(/ Hours: Ten to six\.$/);
  });

  test('finds the name of its own field in an error', async () => {
    const broken = hours.parent.doc('broken');
    await broken.set({ [fields.title]: 'No text' });
    const message = async () => (await broken.get()).get('sync.error.message');
    await expect.poll(message).toContain(`The field ${fields.content} is missing`);
  });

  /** The document at ElevenLabs, once its own is completed. */
  async function synced(): Promise<string | undefined> {
    const sync = (await hours.get()).get('sync');
    if (sync?.status !== 'completed') return undefined;
    const found = elevenLabs.documents.list().find(({ id }) => id === sync.elevenLabsId);
    return `${found?.name}: ${found?.text}`;
  }

  test('keeps its own function', async () => {
    const response = await fetch(`http://127.0.0.1:${emulated.ports.functions}/${projectId}/${region}/hello`);
    expect(await response.text()).toBe('Hello');
  });

  test('keeps its own rules: visitors read posts, users write their profile', async () => {
    const visitor = await fetch(document('posts/first'));
    // Allowed, and nothing there.
    expect(visitor.status).toBe(404);
    const user = await signUp(emulated.ports.auth);
    const nickname = JSON.stringify({ fields: { nickname: { stringValue: 'Ann' } } });
    const headers = { authorization: `Bearer ${user.idToken}`, 'content-type': 'application/json' };
    const written = await fetch(document(`users/${user.localId}`), { method: 'PATCH', headers, body: nickname });
    expect(written.status).toBe(200);
  });

  test('lets users write documents, and refuses their writes to sync', async () => {
    const { idToken } = await signUp(emulated.ports.auth);
    const write = async (id: string, fields: object) => {
      const mask = Object.keys(fields).map((field) => `updateMask.fieldPaths=${field}`);
      const response = await fetch(`${document(`${collection}/${id}`)}?${mask.join('&')}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${idToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ fields }),
      });
      return response.status;
    };
    const text = { [fields.title]: { stringValue: 'Door' }, [fields.content]: { stringValue: 'The back door.' } };
    const forged = { sync: { mapValue: { fields: { tag: { stringValue: 'hours-abcd1234' } } } } };
    expect(await write('forged', { ...text, ...forged })).toBe(403);
    expect(await write('door', text)).toBe(200);
    expect(await write('door', { [fields.content]: { stringValue: 'The front door.' } })).toBe(200);
    expect(await write('door', forged)).toBe(403);
  });

  test('lets only editors read the synced documents', async () => {
    const { idToken } = await signUp(emulated.ports.auth);
    const response = await fetch(document(`${collection}/hours`), { headers: { authorization: `Bearer ${idToken}` } });
    expect(response.status).toBe(403);
  });

  test('keeps every file that the guide does not merge into', async () => {
    const everywhere = ['firestore.rules', 'firestore.indexes.json'];
    expect(await changedFiles(project, [...everywhere, ...merged])).toEqual([]);
  });

  test('has its collection swept, with the indexes that the guide merges', async () => {
    const run = `${fireemuControlUrl(emulated.ports)}sessions/default/functions/sweepKnowledge:run`;
    await fetch(run, { method: 'POST' });
    await expect.poll(() => readFile(`${copy}/emulator.log`, 'utf8')).toContain('knowledge.swept');
  });

  test('has the remote document deleted with its own', async () => {
    await hours.delete();
    await expect.poll(() => elevenLabs.documents.list().filter(({ name }) => name.startsWith('hours-'))).toEqual([]);
  });
});

async function signUp(port: number): Promise<{ idToken: string; localId: string }> {
  const url = `http://127.0.0.1:${port}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any`;
  const body = JSON.stringify({ returnSecureToken: true });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return await response.json();
}
