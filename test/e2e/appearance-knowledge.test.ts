import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { inspectorOf } from './harness/appearance.ts';
import { useAdmin } from './harness/data.ts';
import { chooseItem, documentIn, openAddDialog, textFile } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

const { inspect, missing } = inspectorOf([
  'signed out',
  'sign-in problem',
  'create account',
  'verify email',
  'not an editor',
  'no documents',
  'documents',
  'document menu',
  'filtered documents',
  'no match',
  'view document',
  'add document',
  'add document problems',
  'replace text',
  'files',
  'edit document',
  'newer version',
  'delete document',
  'deleted document',
  'offline',
  'account menu',
  'delete my data',
]);

/** A word longer than a line, and a text of many lines. */
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const longText = 'The session in the back room begins at nine. '.repeat(12);

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

const inAnHour = () => Timestamp.fromMillis(Date.now() + 3_600_000);

/** Writes documents in every state, with leases so that no function works on them. */
async function writeEveryStatus(): Promise<void> {
  const auth = {
    type: 'auth',
    message: 'ElevenLabs refused the API key. Ask your administrator to fix it, then retry.',
    retryable: false,
  };
  const network = {
    type: 'network',
    message: 'ElevenLabs is unreachable. We’ll retry automatically.',
    retryable: true,
  };
  const indexed = (status: string, message = '') => ({ status: 'completed', index: { status, progress: 40, message } });
  const documents = [
    { title: 'Waiting', sync: { status: 'pending' } },
    { title: 'Syncing', sync: { status: 'syncing', attempts: 2 } },
    { title: 'Synced', sync: { status: 'completed', attempts: 1 }, tags: ['hours', 'shop'] },
    { title: 'Indexing', sync: indexed('processing') },
    { title: 'Ready', sync: indexed('ready') },
    { title: 'Not indexed', sync: indexed('quota', 'The index is full.') },
    {
      title: `Failed with a long name: ${longWord}`,
      sync: { status: 'failed', attempts: 1, error: auth },
      tags: [longWord.slice(0, 40)],
    },
    { title: 'Failed', sync: { status: 'failed', attempts: 3, error: network, nextAttemptAt: inAnHour() } },
  ];
  for (const [index, { title, sync, tags = [] }] of documents.entries()) {
    const at = Timestamp.fromMillis(Date.now() - index * 60_000);
    const lease = { leaseOwner: 'another run', leaseExpiresAt: inAnHour() };
    const written = { createdBy: 'editor', createdAt: at, updatedAt: at, sync: { ...sync, ...lease } };
    await admin.db.collection('knowledge').add({ title, content: longText, tags, ...written });
  }
  const removal = {
    status: 'removing',
    documentId: 'old',
    title: `Old ${longWord}`,
    elevenLabsId: null,
    attempts: 3,
    error: network,
  };
  await admin.db.doc('knowledgeRemotes/old-opening-hours-abcd1234').set({ ...removal, nextAttemptAt: inAnHour() });
}

describe('wide and light, narrow and dark, nothing overflows and axe finds nothing', () => {
  test('signed out', async () => {
    const page = await pages.open();
    expect(await inspect(page, 'signed out')).toEqual([]);
    await page.getByLabel('Email address').fill(demoUsers.player.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByTestId('sign-in-problem').waitFor();
    expect(await inspect(page, 'sign-in problem')).toEqual([]);
    await page.getByRole('button', { name: 'Create an account' }).click();
    expect(await inspect(page, 'create account')).toEqual([]);
  });

  test('a new account', async () => {
    const { uid, email } = await admin.newUser();
    await admin.auth.updateUser(uid, { emailVerified: false });
    const page = await pages.openAs(email);
    await page.getByTestId('verify-email').waitFor();
    expect(await inspect(page, 'verify email')).toEqual([]);
    await page.getByRole('link', { name: 'Knowledge' }).click();
    await page.getByTestId('not-an-editor').waitFor();
    expect(await inspect(page, 'not an editor')).toEqual([]);
    await page.getByTestId('account').click();
    expect(await inspect(page, 'account menu')).toEqual([]);
    await page.getByRole('menuitem', { name: 'Delete my data' }).click();
    expect(await inspect(page, 'delete my data')).toEqual([]);
  });

  test('the list in every status, its filters, its menu and the view', async () => {
    await writeEveryStatus();
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByTestId('failures').waitFor();
    await page.getByTestId('removals').locator('summary').click();
    await page.evaluate(() => scrollTo(0, 0));
    expect(await inspect(page, 'documents')).toEqual([]);
    await chooseMenu(page);
    expect(await inspect(page, 'document menu')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Not indexed', exact: true }).click();
    expect(await inspect(page, 'view document')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByLabel('Search loaded documents').fill('failed');
    await page.getByTestId('matches').waitFor();
    expect(await inspect(page, 'filtered documents')).toEqual([]);
    await page.getByLabel('Search loaded documents').fill('');
    await page.getByLabel('Filter by tag').selectOption('hours');
    await page.getByRole('button', { name: /^Waiting \d/ }).click();
    await page.getByText('No document matches these filters.').waitFor();
    expect(await inspect(page, 'no match')).toEqual([]);
  });

  test('the dialog that adds a document, and files', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByText('No documents yet').waitFor();
    expect(await inspect(page, 'no documents')).toEqual([]);
    const dialog = await openAddDialog(page);
    expect(await inspect(page, 'add document')).toEqual([]);
    await dialog.getByRole('button', { name: 'Add document' }).click();
    await dialog.locator('[aria-invalid="true"]').first().waitFor();
    expect(await inspect(page, 'add document problems')).toEqual([]);
    await dialog.getByLabel('Text', { exact: true }).fill('My own words.');
    const file = dialog.getByLabel('Or take the text from a file');
    await file.setInputFiles(textFile('other.md', 'Other words.'));
    await page.getByTestId('confirm').waitFor();
    expect(await inspect(page, 'replace text')).toEqual([]);
    await page.getByRole('button', { name: 'Keep my text' }).click();
    await file.setInputFiles([textFile('one.md', 'First.'), textFile('two.pdf', 'Second.')]);
    await page.getByTestId('uploads').getByText('Not added').waitFor();
    expect(await inspect(page, 'files')).toEqual([]);
  });

  test('the dialogs that edit and delete', async () => {
    const title = `Opening hours of ${longWord}`;
    const reference = await admin.addDocument(title, longText);
    const page = await pages.openAs(demoUsers.editor.email);
    await documentIn(page, title, 'completed').waitFor();
    await chooseItem(page, title, 'Edit');
    const dialog = page.getByTestId('edit-dialog');
    await dialog.getByLabel('Text', { exact: true }).fill('My own words.');
    expect(await inspect(page, 'edit document')).toEqual([]);
    await reference.update({ content: 'Newer words.', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByTestId('newer-version').waitFor();
    expect(await inspect(page, 'newer version')).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await chooseItem(page, title, 'Delete');
    expect(await inspect(page, 'delete document')).toEqual([]);
    await page.getByTestId('confirm').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await inspect(page, 'deleted document')).toEqual([]);
  });

  test('no connection', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByText('No documents yet').waitFor();
    await page.context().setOffline(true);
    await page.getByTestId('connection').waitFor();
    expect(await inspect(page, 'offline')).toEqual([]);
  });

  test('no state of the list is left out', () => {
    expect(missing()).toEqual([]);
  });
});

async function chooseMenu(page: Parameters<typeof inspect>[0]): Promise<void> {
  await page.getByRole('button', { name: 'Actions for “Failed”' }).click();
  await page.getByRole('menu').waitFor();
}
