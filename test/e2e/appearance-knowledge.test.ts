import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { inspect } from './harness/appearance.ts';
import { useAdmin } from './harness/data.ts';
import { documentIn, toast } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

/** A word that fits no line, and a text of many lines. */
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const longText = 'The session in the back room begins at nine. '.repeat(12);

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

const inAnHour = () => Timestamp.fromMillis(Date.now() + 3_600_000);

/** Writes documents in all states. They are leased to nobody, so that no trigger or sweep changes them. */
async function showEveryStatus(): Promise<void> {
  const auth = {
    type: 'auth',
    message: 'ElevenLabs rejected the API key. Ask your administrator for a valid one, then press Retry.',
    retryable: false,
  };
  const network = {
    type: 'network',
    message: 'ElevenLabs is unreachable. Reelsync retries at the time shown.',
    retryable: true,
  };
  const documents = [
    { title: 'Waits for its turn', sync: { status: 'pending' } },
    { title: 'Is being sent', sync: { status: 'syncing', attempts: 2 } },
    { title: 'Arrived', sync: { status: 'completed', attempts: 1 }, tags: ['hours', 'shop'] },
    {
      title: `Has no key and a long name: ${longWord}`,
      sync: { status: 'failed', attempts: 1, error: auth },
      tags: [longWord.slice(0, 40)],
    },
    { title: 'Is tried again', sync: { status: 'failed', attempts: 3, error: network, nextAttemptAt: inAnHour() } },
  ];
  for (const [index, { title, sync, tags = [] }] of documents.entries()) {
    const at = Timestamp.fromMillis(Date.now() - index * 60_000);
    const lease = { leaseOwner: 'nobody', leaseExpiresAt: inAnHour() };
    const written = { createdBy: 'editor', createdAt: at, updatedAt: at, sync: { ...sync, ...lease } };
    await admin.db.collection(paths.knowledge).add({ title, content: longText, tags, ...written });
  }
  await admin.db.doc(`${paths.knowledgeRemotes}/old-opening-hours-abcd1234`).set({
    documentId: 'old-opening-hours',
    status: 'removing',
    title: 'Old opening hours',
    listAfter: inAnHour(),
    elevenLabsId: null,
    attempts: 3,
    error: network,
    nextAttemptAt: inAnHour(),
  });
}

describe('wide and narrow, light and dark, nothing is cut off and axe finds nothing serious', () => {
  test('signed out, after a wrong password', async () => {
    const page = await pages.open();
    expect(await inspect(page, 'signed-out')).toEqual([]);
    await page.getByLabel('E-mail address').fill(demoUsers.player.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByTestId('sign-in-problem').waitFor();
    expect(await inspect(page, 'signed-out-problem')).toEqual([]);
  });

  test('a player at the knowledge documents', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    await page.getByRole('link', { name: 'Knowledge' }).click();
    await page.getByTestId('not-an-editor').waitFor();
    expect(await inspect(page, 'not-an-editor')).toEqual([]);
  });

  test('documents in every state, errors unfolded, removals owed, a toast', async () => {
    await showEveryStatus();
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByTestId('failure-banner').waitFor();
    await page.getByTestId('removals').waitFor();
    for (const summary of await page.getByText('What went wrong').all()) await summary.click();
    expect(await inspect(page, 'documents')).toEqual([]);

    await page.getByRole('button', { name: 'Refresh sign-in' }).click();
    await toast(page, 'you are an editor').waitFor();
    await page.getByRole('button', { name: 'Add document' }).click();
    await page.getByText('Give the document a title.').waitFor();
    expect(await inspect(page, 'documents-problems')).toEqual([]);
  });

  test('the dialogs to edit and to delete', async () => {
    const reference = await admin.addDocument(`Opening hours of ${longWord}`, longText);
    const page = await pages.openAs(demoUsers.editor.email);
    await documentIn(page, `Opening hours of ${longWord}`, 'completed').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByTestId('confirm').waitFor();
    expect(await inspect(page, 'delete')).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByTestId('edit-dialog');
    await dialog.getByLabel('Text', { exact: true }).fill('My own words.');
    expect(await inspect(page, 'edit')).toEqual([]);
    await reference.update({ content: 'Newer words.', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByTestId('newer-version').waitFor();
    expect(await inspect(page, 'edit-newer')).toEqual([]);
  });

  test('no documents, and no connection', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByText('There are no documents yet.').waitFor();
    await page.context().setOffline(true);
    await page.getByTestId('connection').waitFor();
    expect(await inspect(page, 'offline')).toEqual([]);
  });
});
