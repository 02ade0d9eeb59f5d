import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { projectId } from '../../../local/paths.ts';
import { runScript } from './command.ts';

const params = {
  KNOWLEDGE_COLLECTION: `articles${process.pid}`,
  FIRESTORE_DATABASE: 'editorial',
  KNOWLEDGE_TITLE_FIELD: 'headline',
  KNOWLEDGE_CONTENT_FIELD: 'body',
};

let app: App;
let db: Firestore;
let folder = '';
beforeAll(async () => {
  process.env.FIRESTORE_EMULATOR_HOST = inject('stack').firestoreHost;
  process.env.METADATA_SERVER_DETECTION = 'none';
  app = initializeApp({ projectId }, 'placed-commands');
  db = getFirestore(app, params.FIRESTORE_DATABASE);
  folder = await mkdtemp(join(tmpdir(), 'placed-'));
  await writeFile(join(folder, 'hours.md'), '# Hours\n\nNine to five.\n');
});
afterAll(async () => {
  await deleteApp(app);
  await rm(folder, { recursive: true });
});

const articles = () => db.collection(params.KNOWLEDGE_COLLECTION);

describe('with a collection, a database and fields of other names', () => {
  test('npm run import writes the documents there, and finds them unchanged the next time', async () => {
    const first = await runScript('import.ts', [folder], params);
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('1 created') });
    const [document] = (await articles().get()).docs;
    expect(document?.data()).toMatchObject({
      headline: 'Hours',
      body: '# Hours\n\nNine to five.\n',
      tags: [],
      sync: { status: 'pending' },
    });
    expect(document?.data()).not.toHaveProperty('title');
    const second = await runScript('import.ts', [folder], params);
    expect(second.output).toContain('1 unchanged');
  });

  test('npm run import --prune deletes them there', async () => {
    await writeFile(join(folder, 'door.md'), '# Door\n\nThe back door.\n');
    await runScript('import.ts', [folder], params);
    await rm(join(folder, 'door.md'));
    const { output } = await runScript('import.ts', [folder, '--prune'], params);
    expect(output).toContain('1 deleted');
    expect((await articles().get()).size).toBe(1);
  });

  test('npm run backfill counts the documents there', async () => {
    await articles().doc('old').set({ headline: 'Old', body: 'Text.' });
    await articles()
      .doc('marked')
      .set({ headline: 'Marked', body: 'Text.', sync: { status: 'pending' } });
    const { size } = await articles().get();
    const { output } = await runScript('backfill.ts', ['--dry-run'], params);
    expect(output).toContain(`${params.KNOWLEDGE_COLLECTION} of ${projectId}: ${size} documents, 1 not synced yet.`);
  });

  test('npm run reconcile compares the documents there', async () => {
    // A number that the documents of other tests do not have by chance.
    const count = 137;
    const batch = db.batch();
    for (let place = (await articles().get()).size; place < count; place += 1) {
      batch.set(articles().doc(`a${place}`), { headline: 'A', body: 'Text.' });
    }
    await batch.commit();
    const env = { ...params, ELEVENLABS_BASE_URL: inject('stack').elevenLabsUrl };
    const { output } = await runScript('reconcile.ts', [], env);
    expect(output).toMatch(new RegExp(`Firestore +${count} documents`));
  });
});

test('a param that cannot be used stops npm run import before it writes', async () => {
  const { code, output } = await runScript('import.ts', [folder], { ...params, KNOWLEDGE_TITLE_FIELD: 'a.b' });
  expect(code).toBe(1);
  expect(output).toContain('The param KNOWLEDGE_TITLE_FIELD cannot be used');
});
