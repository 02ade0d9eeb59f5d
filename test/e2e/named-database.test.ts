import { initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { pickFreePorts } from '../../local/emulator/ports.ts';
import { startStack } from '../../local/emulator/stack.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { projectId } from '../../local/paths.ts';
import { addByDialog, deleteDocument, documentIn } from './harness/knowledge.ts';
import { signIn, useBrowser } from './harness/page.ts';
import { buildPage, servePage } from './harness/stack.ts';
import { lastImport, startImport } from './harness/tunebook.ts';

const pages = useBrowser();
const params = { FIRESTORE_DATABASE: 'editorial', ELEVENLABS_RETRY_DELAY_MS: '100' };

let db: Firestore;
let url: string;
const cleanUps: (() => unknown)[] = [];

beforeAll(async () => {
  const environment = { ...process.env };
  cleanUps.push(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });
  const emulator = await pickFreePorts();
  const stack = await startStack({ name: 'e2e-named', ports: { emulator, elevenLabs: 0, theSession: 0 }, params });
  cleanUps.push(stack.stop);
  // Starting a stack has pointed the Admin SDK at it.
  db = getFirestore(initializeApp({ projectId }, 'e2e-named'), params.FIRESTORE_DATABASE);
  cleanUps.push(() => db.terminate());
  const page = await servePage(await buildPage(emulator, { name: 'e2e-named-page', params }));
  cleanUps.push(page.stop);
  url = page.url;
}, 180_000);
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

async function openAs(email: string) {
  const page = await pages.open();
  await page.goto(url);
  await signIn(page, email);
  return page;
}

describe('the page of a named database', () => {
  test('adds, filters and deletes documents there', async () => {
    const page = await openAs(demoUsers.editor.email);
    await addByDialog(page, 'Opening hours', 'Nine to five.', 'hours');
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    // A filter's query needs an index.
    await page.getByRole('button', { name: /^Synced/ }).click();
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    const stored = await db.collection(paths.knowledge).get();
    expect(stored.docs.map((document) => document.get('title'))).toEqual(['Opening hours']);
    await deleteDocument(page, 'Opening hours');
    await expect.poll(async () => (await db.collection(paths.knowledge).get()).size).toBe(0);
  });

  test('imports a tunebook into it', async () => {
    const page = await openAs(demoUsers.player.email);
    await startImport(page, '600');
    await lastImport(page, 'completed').waitFor();
    expect((await db.collection(paths.tunes).count().get()).data().count).toBe(600);
  });
});
