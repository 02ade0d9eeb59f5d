import { describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { addByDialog, deleteDocument, documentIn } from './harness/knowledge.ts';
import { useOwnStack } from './harness/own-stack.ts';
import { useBrowser } from './harness/page.ts';
import { lastImport, startImport } from './harness/tunebook.ts';

const pages = useBrowser();
const params = { FIRESTORE_DATABASE: 'editorial', ELEVENLABS_RETRY_DELAY_MS: '100' };

const own = useOwnStack(pages, { name: 'e2e-named', params, pageParams: params });

describe('the page of a named database', () => {
  test('adds, filters and deletes documents there', async () => {
    const page = await own.openAs(demoUsers.editor.email);
    await addByDialog(page, 'Opening hours', 'Nine to five.', 'hours');
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    // A filter's query needs an index.
    await page.getByRole('button', { name: /^Synced/ }).click();
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    const stored = await own.db.collection(paths.knowledge).get();
    expect(stored.docs.map((document) => document.get('title'))).toEqual(['Opening hours']);
    await deleteDocument(page, 'Opening hours');
    await expect.poll(async () => (await own.db.collection(paths.knowledge).get()).size).toBe(0);
  });

  test('imports a tunebook into it', async () => {
    const page = await own.openAs(demoUsers.player.email);
    await startImport(page, '600');
    await lastImport(page, 'completed').waitFor();
    expect((await own.db.collection(paths.tunes).count().get()).data().count).toBe(600);
  });
});
