import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { useAdmin } from './harness/data.ts';
import { addByDialog, chooseItem, documentIn, documentRow, openAddDialog } from './harness/knowledge.ts';
import { chooseAccountItem, toast, useBrowser } from './harness/page.ts';
import { chooseTuneItem } from './harness/tunebook.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

describe('a draft of a new document', () => {
  test('survives Escape, another section and a reload, until it is added', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    const dialog = await openAddDialog(page);
    await dialog.getByLabel('Title').fill('Half');
    await dialog.getByLabel('Text', { exact: true }).fill('Half a text');
    await page.keyboard.press('Escape');
    await toast(page, 'Draft kept.').waitFor();
    await page.getByRole('link', { name: 'Tunebook' }).click();
    await page.getByRole('heading', { name: 'Tunebook', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Knowledge', exact: true }).click();
    await page.reload();
    await openAddDialog(page);
    await dialog.getByText('Your draft was restored.').waitFor();
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half');
    expect(await dialog.getByLabel('Text', { exact: true }).inputValue()).toBe('Half a text');

    await dialog.getByRole('button', { name: 'Add document' }).click();
    await documentIn(page, 'Half', 'completed').waitFor();
    await openAddDialog(page);
    expect(await dialog.getByLabel('Title').inputValue()).toBe('');
  });

  test('is deleted when it is discarded', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    const dialog = await openAddDialog(page);
    await dialog.getByLabel('Title').fill('Half');
    await dialog.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByTestId('confirm').getByRole('button', { name: 'Discard draft' }).click();
    await expect.poll(() => dialog.getByLabel('Title').inputValue()).toBe('');
    await page.reload();
    await openAddDialog(page);
    expect(await dialog.getByLabel('Title').inputValue()).toBe('');
  });

  test('is deleted by signing out, which asks first', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    const dialog = await openAddDialog(page);
    await dialog.getByLabel('Title').fill('Half');
    await page.keyboard.press('Escape');
    await chooseAccountItem(page, 'Sign out');
    const question = page.getByRole('dialog', { name: 'Sign out now?' });
    await question.getByText('You have unsaved drafts.').waitFor();
    await question.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('draft')))).toEqual([]);
  });
});

describe('an edit', () => {
  test('survives a reload, marked in its row, and is saved on the version it began from', async () => {
    const reference = await admin.addDocument('Opening hours');
    const page = await pages.openAs(demoUsers.editor.email);
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    await chooseItem(page, 'Opening hours', 'Edit');
    const dialog = page.getByTestId('edit-dialog');
    await dialog.getByLabel('Text', { exact: true }).fill('Ten to six.');
    await page.reload();
    await documentRow(page, 'Opening hours').getByText('Unsaved changes').waitFor();
    await chooseItem(page, 'Opening hours', 'Edit');
    await dialog.getByText('Your unsaved changes were restored.').waitFor();
    expect(await dialog.getByLabel('Text', { exact: true }).inputValue()).toBe('Ten to six.');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, '“Opening hours” saved.').waitFor();
    expect((await reference.get()).get('content')).toBe('Ten to six.');
    await expect.poll(() => documentRow(page, 'Opening hours').getByText('Unsaved changes').count()).toBe(0);
  });
});

describe('notes on a tune', () => {
  test('survive a reload, and Escape asks before it discards them', async () => {
    const { uid, email } = await admin.newUser();
    const { id, name, type } = tuneAt(0);
    const reference = admin.db.doc(`users/${uid}/tunes/${id}`);
    await reference.set({ tuneId: id, name, type, learnStatus: 'learning', source: 'thesession.org' });
    const page = await pages.openAs(email);
    const dialog = page.getByTestId('notes-dialog');
    await chooseTuneItem(page, name, 'Add notes');
    await dialog.getByLabel('Notes', { exact: true }).fill('Starts on G');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Discard changes?' }).getByRole('button', { name: 'Keep editing' }).click();
    await page.reload();
    await chooseTuneItem(page, name, 'Add notes');
    await dialog.getByText('Your unsaved notes were restored.').waitFor();
    await page.keyboard.press('Control+Enter');
    await toast(page, `Notes on “${name}” saved.`).waitFor();
    expect((await reference.get()).get('notes')).toBe('Starts on G');
  });
});

test('a sign-out that is cancelled because of a draft leaves a deletion to be undone', async () => {
  const reference = await admin.addDocument('Opening hours');
  const page = await pages.openAs(demoUsers.editor.email);
  const dialog = await openAddDialog(page);
  await dialog.getByLabel('Title').fill('Half');
  await page.keyboard.press('Escape');
  await chooseItem(page, 'Opening hours', 'Delete');
  await page
    .getByRole('dialog', { name: /^Delete/ })
    .getByRole('button', { name: 'Delete' })
    .click();
  await chooseAccountItem(page, 'Sign out');
  await page.getByRole('dialog', { name: 'Sign out now?' }).getByRole('button', { name: 'Cancel' }).click();
  await page.getByTestId('toasts').getByRole('button', { name: 'Undo' }).click();
  await documentRow(page, 'Opening hours').waitFor();
  expect((await reference.get()).exists).toBe(true);
});

test('a document added without a connection is asked about before signing out', async () => {
  const page = await pages.openAs(demoUsers.editor.email);
  await page.getByText('No documents yet').waitFor();
  await page.context().setOffline(true);
  await addByDialog(page, 'Written offline', 'Nine to five.');
  await documentRow(page, 'Written offline').waitFor();
  await chooseAccountItem(page, 'Sign out');
  const question = page.getByRole('dialog', { name: 'Sign out now?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.context().setOffline(false);
  await documentIn(page, 'Written offline', 'completed').waitFor();
  await chooseAccountItem(page, 'Sign out');
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect((await admin.db.collection('knowledge').count().get()).data().count).toBe(1);
});
