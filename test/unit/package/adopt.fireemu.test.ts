import { writeFile } from 'node:fs/promises';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  { way: 'a codebase of its own', add: addCodebase, merged: ['firebase.json'] },
  { way: 'a plain import', add: addImport, merged: ['functions/index.js'] },
];

describe.each(ways)('an app that adds Reelsync as $way', ({ way, add, merged }) => {
  const collection = 'articles';
  const project = `${scratchRoot}/${name}/${way.replaceAll(' ', '-')}`;
  const copy = `${project}-emulated`;
  let emulated: Emulated;
  beforeAll(async () => {
    await writeExistingApp(project);
    const adoption = { folder: project, tarball: packed.tarball, collection };
    await mergeRulesAndIndexes(adoption, `${packed.folder}/node_modules/reelsync`);
    const codebase = await add(adoption);
    const params = {
      KNOWLEDGE_COLLECTION: collection,
      FUNCTIONS_REGION: region,
      FIRESTORE_DATABASE: '(default)',
      ELEVENLABS_API_KEY: 'key',
      ELEVENLABS_BASE_URL: elevenLabs.url,
    };
    const lines = Object.entries(params).map(([param, value]) => `${param}=${value}\n`);
    await writeFile(`${codebase}/.env`, lines.join(''));
    await copyProject(project, copy);
    await evaluateParams(codebase.replace(project, copy));
    emulated = await emulate(copy);
    process.env.METADATA_SERVER_DETECTION = 'none';
  }, 120_000);
  afterAll(() => emulated.stop());

  const document = (path: string) =>
    `http://127.0.0.1:${emulated.ports.firestore}/v1/projects/${projectId}/databases/(default)/documents/${path}`;

  test('has its documents synced, those of servers included', async () => {
    process.env.FIRESTORE_EMULATOR_HOST = `127.0.0.1:${emulated.ports.firestore}`;
    const app = initializeApp({ projectId }, way);
    const hours = getFirestore(app).collection(collection).doc('hours');
    await hours.set({ title: 'Opening hours', content: 'Nine to five.' });
    const status = async () => (await hours.get()).get('sync.status');
    await expect.poll(status).toBe('completed');
    expect(elevenLabs.documents.list().map(({ text }) => text)).toContain('Nine to five.');
    await deleteApp(app);
  });

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

  test('lets nobody but editors read the synced documents', async () => {
    const { idToken } = await signUp(emulated.ports.auth);
    const response = await fetch(document(`${collection}/hours`), { headers: { authorization: `Bearer ${idToken}` } });
    expect(response.status).toBe(403);
  });

  test('keeps every file that the guide does not merge into', async () => {
    const everywhere = ['firestore.rules', 'firestore.indexes.json'];
    expect(await changedFiles(project, [...everywhere, ...merged])).toEqual([]);
  });
});

async function signUp(port: number): Promise<{ idToken: string; localId: string }> {
  const url = `http://127.0.0.1:${port}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any`;
  const body = JSON.stringify({ returnSecureToken: true });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return await response.json();
}
