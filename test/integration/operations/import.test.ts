import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { importedId } from '../../../local/import/document-id.ts';
import { readImportFolder } from '../../../local/import/folder.ts';
import { type ImportRequest, runImport } from '../../../local/import/run.ts';
import { projectId } from '../../../local/paths.ts';
import { openFirestore } from '../firestore.ts';
import { runScript } from './command.ts';

const openings: (() => Promise<void>)[] = [];
function open(id: string): Firestore {
  const { db, close } = openFirestore(id);
  openings.push(close);
  return db;
}

let db: Firestore;
let root: string;
beforeAll(() => {
  db = open(`import-${randomUUID().slice(0, 8)}`);
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'handbook-'));
  return () => rm(root, { recursive: true });
});
afterAll(() => Promise.all(openings.map((close) => close())));

async function put(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Runs an import and returns the result for each file, and for each document whose file is gone. */
async function run(order: Partial<ImportRequest> = {}): Promise<Record<string, string>> {
  const folder = await readImportFolder(root);
  const rows = await runImport(
    db,
    { name: root, folder, fields: defaultTextFields, prune: false, force: false, dryRun: false, ...order },
    () => {},
  );
  return Object.fromEntries(rows.map(({ path, documentId, result }) => [path ?? documentId, result]));
}

const stored = async (path: string) => (await db.doc(`${paths.knowledge}/${importedId(root, path)}`).get()).data();
const documents = async () => (await db.collection(paths.knowledge).get()).size;

test('files become documents as an editor would write them, and a second run changes nothing', async () => {
  await put('hours.md', '---\ntags: [hours]\n---\n# Opening hours\n\nNine to five.\n');
  await put('guides/door.txt', 'The back door.');
  expect(await run()).toEqual({ 'guides/door.txt': 'created', 'hours.md': 'created' });
  const first = await stored('hours.md');
  expect(first).toEqual({
    title: 'Opening hours',
    content: '# Opening hours\n\nNine to five.\n',
    tags: ['hours'],
    createdBy: 'import',
    createdAt: expect.any(Timestamp),
    updatedAt: first?.createdAt,
    sync: { status: 'pending' },
  });
  expect(await run()).toEqual({ 'guides/door.txt': 'unchanged', 'hours.md': 'unchanged' });
  expect(await stored('hours.md')).toEqual(first);
});

describe('a changed file', () => {
  const sync = { status: 'completed', attempts: 2, tag: 'a-abcd1234', elevenLabsId: 'x', attemptedHash: 'h' };
  beforeEach(async () => {
    await put('hours.md', '---\ntags: [hours]\n---\n# Hours\n\nNine.\n');
    await put('door.md', '# Door\n');
    await run();
    await db.doc(`${paths.knowledge}/${importedId(root, 'hours.md')}`).update({ sync });
  });

  test('asks for a new sync and leaves the rest of sync unchanged', async () => {
    await put('hours.md', '---\ntags: [hours]\n---\n# Hours\n\nTen.\n');
    expect(await run()).toEqual({ 'door.md': 'unchanged', 'hours.md': 'updated' });
    const data = await stored('hours.md');
    expect(data).toMatchObject({ content: '# Hours\n\nTen.\n', sync: { ...sync, status: 'pending' } });
    expect(data?.updatedAt).not.toEqual(data?.createdAt);
  });

  test('asks for no sync when only its tags changed', async () => {
    await put('hours.md', '---\ntags: [hours, door]\n---\n# Hours\n\nNine.\n');
    expect(await run()).toMatchObject({ 'hours.md': 'updated' });
    expect(await stored('hours.md')).toMatchObject({ tags: ['hours', 'door'], sync });
  });

  test('is not written by a dry run, which lists what would be done', async () => {
    await put('hours.md', '# Hours\n\nTen.\n');
    await put('new.md', '# New\n');
    await rm(join(root, 'door.md'));
    const before = await documents();
    expect(await run({ dryRun: true, prune: true })).toEqual({
      'hours.md': 'updated',
      'new.md': 'created',
      [importedId(root, 'door.md')]: 'deleted',
    });
    expect(await stored('hours.md')).toMatchObject({ content: '# Hours\n\nNine.\n', sync });
    expect(await documents()).toBe(before);
  });
});

describe('pruning', () => {
  test('deletes documents whose files are gone, only with --prune', async () => {
    await put('hours.md', '# Hours');
    await put('door.md', '# Door');
    await run();
    await rm(join(root, 'door.md'));
    expect(await run()).toEqual({ 'hours.md': 'unchanged' });
    expect(await stored('door.md')).toBeDefined();
    expect(await run({ prune: true })).toEqual({
      'hours.md': 'unchanged',
      [importedId(root, 'door.md')]: 'deleted',
    });
    expect(await stored('door.md')).toBeUndefined();
  });

  test('keeps documents of other imports, of people and of files that became unreadable', async () => {
    await put('hours.md', '# Hours');
    await put('door.md', '# Door');
    await run();
    await run({ name: 'another import' });
    const byHand = { ...(await stored('door.md')), createdBy: 'editor' };
    const lookAlike = importedId(root, 'by-hand.md');
    await db.doc(`${paths.knowledge}/${lookAlike}`).set(byHand);
    await put('door.md', Buffer.from('Caf\u{e9}', 'latin1'));
    const before = await documents();
    expect(await run({ prune: true })).toEqual({ 'door.md': 'skipped', 'hours.md': 'unchanged' });
    expect(await documents()).toBe(before);
    expect(await stored('door.md')).toMatchObject({ content: '# Door' });
  });

  test('is refused when it would delete all earlier documents, unless forced', async () => {
    await put('hours.md', '# Hours');
    await run();
    await rm(join(root, 'hours.md'));
    await put('elsewhere.md', '# Elsewhere');
    const before = await documents();
    await expect(run({ prune: true })).rejects.toThrow('Nothing was changed');
    expect(await documents()).toBe(before);
    expect(await run({ prune: true, force: true })).toMatchObject({ 'elsewhere.md': 'created' });
    expect(await stored('hours.md')).toBeUndefined();
  });

  test('finds documents on every page of the listing', async () => {
    await put('hours.md', '# Hours');
    await run();
    const data = await stored('hours.md');
    const writer = db.bulkWriter();
    for (let count = 0; count < 110; count += 1) {
      void writer.set(db.doc(`${paths.knowledge}/${importedId(root, `${count}.md`)}`), { ...data });
    }
    await writer.close();
    const results = await run({ prune: true });
    expect(Object.values(results).filter((result) => result === 'deleted')).toHaveLength(110);
  });
});

test('hidden files, node_modules and other file types are skipped', async () => {
  for (const path of ['.git/a.md', '.b.md', 'node_modules/c/d.md', 'e.png', 'f.MD']) await put(path, '# A');
  expect((await readImportFolder(root)).paths).toEqual(['f.MD']);
});

test.each([
  ['nowhere', 'does not exist'],
  ['', 'no .md or .txt file'],
])('a folder that cannot be imported is refused before anything is written', async (below, message) => {
  await expect(readImportFolder(join(root, below))).rejects.toThrow(message);
});

describe('the import command', () => {
  test('imports into the emulator, where the functions sync the documents, and lists what it skipped', async () => {
    await put('hours.md', '# Hours');
    await put('bad.txt', Buffer.from('Caf\u{e9}', 'latin1'));
    const first = await runScript('import.ts', [root, '--as', root]);
    expect(first.code).toBe(1);
    expect(first.output).toMatch(/skipped +bad\.txt +The file is not UTF-8/);
    expect(first.output).toContain('1 created, 0 updated, 0 unchanged, 0 deleted, 1 skipped');
    const live = open(projectId).doc(`${paths.knowledge}/${importedId(root, 'hours.md')}`);
    await vi.waitFor(async () => expect((await live.get()).get('sync.status')).toBe('completed'), 10_000);
    await rm(join(root, 'bad.txt'));
    const second = await runScript('import.ts', [root, '--as', root]);
    expect(second).toEqual({ code: 0, output: expect.stringContaining('0 created, 0 updated, 1 unchanged') });
    await live.delete();
  });

  test('explains its use when no folder is given', async () => {
    expect(await runScript('import.ts', [])).toMatchObject({
      code: 1,
      output: expect.stringContaining('npm run import'),
    });
  });
});
