import { Timestamp } from 'firebase-admin/firestore';
import type { Route } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { chooseItem, deleteDocument, documentIn, documentRow, dropFiles } from './harness/knowledge.ts';
import { toast, useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const elevenLabs = elevenLabsControl();

beforeEach(async () => {
  await admin.clear();
  await elevenLabs.reset();
});

/** A page of the editor that shows one synced document. */
async function openWithDocument() {
  const reference = await admin.addDocument('Opening hours');
  const page = await pages.openAs(demoUsers.editor.email);
  await documentIn(page, 'Opening hours', 'completed').waitFor();
  return { page, reference };
}

/** A document deleted on the page, whose removal ElevenLabs refuses; the list of removals is open. */
async function openWithFailedRemoval() {
  const { page } = await openWithDocument();
  await elevenLabs.order({ match: { method: 'DELETE' }, actions: [{ kind: 'status', status: 500 }], times: null });
  await deleteDocument(page, 'Opening hours');
  await page.reload();
  const removals = page.getByTestId('removals');
  await removals.getByText('1 deleted document is still at ElevenLabs').click();
  return { page, removals };
}

describe('viewing a document', () => {
  test('opens the whole text from its row, follows changes, and leads to Edit', async () => {
    const { page, reference } = await openWithDocument();
    await page.getByRole('button', { name: 'Opening hours', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Opening hours' });
    await dialog.getByText('Nine to five.').waitFor();
    await reference.update({ content: 'Ten to six.', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await dialog.getByText('Ten to six.').waitFor();
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    await dialog.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog', { name: 'Edit “Opening hours”' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await hasFocus(page.getByRole('button', { name: 'Opening hours', exact: true }))).toBe(true);
  });
});

describe('editing a document', () => {
  test('updates the document in place and shows its sync live', async () => {
    const { page, reference } = await openWithDocument();
    const statuses = await record(page, 'article[data-document-id]', 'data-status');
    await chooseItem(page, 'Opening hours', 'Edit');
    const dialog = page.getByRole('dialog', { name: 'Edit “Opening hours”' });
    // As when a file picker closes without a choice.
    await dialog.getByLabel('Or take the text from a file').dispatchEvent('cancel');
    await dialog.getByLabel('Text', { exact: true }).fill('Ten to six.');
    await elevenLabs.order({ match: { method: 'PATCH' }, actions: [{ kind: 'hold' }] });
    await page.keyboard.press('Control+Enter');
    await toast(page, '“Opening hours” saved.').waitFor();
    await documentIn(page, 'Opening hours', 'syncing').waitFor();
    await elevenLabs.release();
    await expect.poll(statuses).toEqual(['completed', 'pending', 'syncing', 'completed']);
    await documentRow(page, 'Opening hours').getByText('Ten to six.').waitFor();
    expect(await dialog.isVisible()).toBe(false);
    expect((await reference.get()).get('content')).toBe('Ten to six.');
    expect((await elevenLabs.requests({ method: 'PATCH' })).length).toBe(1);
    expect((await elevenLabs.requests({ method: 'POST' })).length).toBe(1);
  });

  test('offers to load a newer version, without overwriting it', async () => {
    const { page, reference } = await openWithDocument();
    await chooseItem(page, 'Opening hours', 'Edit');
    const dialog = page.getByTestId('edit-dialog');
    const text = dialog.getByLabel('Text', { exact: true });
    await text.fill('My own words.');
    await reference.update({ content: 'Newer words.', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByTestId('newer-version').waitFor();
    expect((await reference.get()).get('content')).toBe('Newer words.');

    await dialog.getByRole('button', { name: 'Load the newer version' }).click();
    await expect.poll(() => text.inputValue()).toBe('Newer words.');
    const own = dialog.getByTestId('own-text');
    expect(await own.inputValue()).toContain('My own words.');
    const question = page.getByRole('dialog', { name: 'Discard changes?' });
    for (const leave of ['Cancel', 'Save']) {
      await dialog.getByRole('button', { name: leave, exact: true }).click();
      await question.getByRole('button', { name: 'Keep editing' }).click();
    }
    expect(await own.inputValue()).toContain('My own words.');
    await text.fill('Newer words, and mine.');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, '“Opening hours” saved.').waitFor();
    expect((await reference.get()).get('content')).toBe('Newer words, and mine.');
    await documentIn(page, 'Opening hours', 'completed').waitFor();
  });

  test('can save the text as it is now as a new document when there is a newer version', async () => {
    const { page, reference } = await openWithDocument();
    await chooseItem(page, 'Opening hours', 'Edit');
    const dialog = page.getByTestId('edit-dialog');
    await dialog.getByLabel('Title').fill('My hours');
    await reference.update({ content: 'Newer words.', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    const saveAsNew = dialog.getByRole('button', { name: 'Save as new' });
    await dialog.getByLabel('Text', { exact: true }).fill('');
    await saveAsNew.click();
    await expect.poll(() => hasFocus(dialog.getByLabel('Text', { exact: true }))).toBe(true);
    await dialog.getByLabel('Text', { exact: true }).fill('Improved since.');
    await saveAsNew.click();
    await documentIn(page, 'My hours', 'completed').waitFor();
    expect((await reference.get()).get('title')).toBe('Opening hours');
    const added = (await admin.db.collection('knowledge').get()).docs.filter(({ id }) => id !== reference.id);
    expect(added.map((document) => document.get('content'))).toEqual(['Improved since.']);
  });

  test('takes no text during a slow save, which leaves the next document alone when it ends', async () => {
    const { page, reference } = await openWithDocument();
    const second = await admin.addDocument('Second');
    await documentIn(page, 'Second', 'completed').waitFor();
    const commits: Route[] = [];
    await page.route(/documents:commit/, (route) => void commits.push(route), { times: 1 });
    const dialog = page.getByTestId('edit-dialog');
    const text = dialog.getByLabel('Text', { exact: true });
    await chooseItem(page, 'Opening hours', 'Edit');
    await text.fill('Ten to six.');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => commits.length).toBe(1);
    await page.keyboard.type(' Too late for this save.');
    expect(await text.inputValue()).toBe('Ten to six.');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Discard changes' }).click();

    await chooseItem(page, 'Second', 'Edit');
    await text.fill('Half a text');
    await commits[0]?.continue();
    await toast(page, '“Opening hours” saved.').waitFor();
    expect((await reference.get()).get('content')).toBe('Ten to six.');
    expect(await text.inputValue()).toBe('Half a text');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, '“Second” saved.').waitFor();
    expect((await second.get()).get('content')).toBe('Half a text');
    for (const title of ['Opening hours', 'Second']) await documentIn(page, title, 'completed').waitFor();
  });

  test('takes the text of one dropped file, after a question', async () => {
    const { page, reference } = await openWithDocument();
    await chooseItem(page, 'Opening hours', 'Edit');
    const dialog = page.getByTestId('edit-dialog');
    expect(await dialog.getByLabel('Or take the text from a file').getAttribute('multiple')).toBeNull();
    await dropFiles(page, ['hours.txt']);
    await page.getByRole('button', { name: 'Replace text' }).click();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, '“Opening hours” saved.').waitFor();
    expect((await reference.get()).get('content')).toBe('Text of hours.txt');
    expect((await admin.db.collection('knowledge').count().get()).data().count).toBe(1);
    await documentIn(page, 'Opening hours', 'completed').waitFor();
  });

  test('asks before Escape discards changes, and returns the focus', async () => {
    const { page, reference } = await openWithDocument();
    await chooseItem(page, 'Opening hours', 'Edit');
    const dialog = page.getByTestId('edit-dialog');
    await dialog.getByLabel('Title').fill('Half written');
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: 'Discard changes?' });
    await question.getByRole('button', { name: 'Keep editing' }).click();
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half written');

    await page.keyboard.press('Escape');
    await question.getByRole('button', { name: 'Discard changes' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await reference.get()).get('title')).toBe('Opening hours');
    await expect.poll(() => hasFocus(page.getByRole('button', { name: 'Actions for “Opening hours”' }))).toBe(true);
    expect(await documentRow(page, 'Opening hours').getByText('Unsaved changes').count()).toBe(0);
  });
});

describe('deleting a document', () => {
  test('keeps it when the question is cancelled, or the deletion undone', async () => {
    const { page, reference } = await openWithDocument();
    await chooseItem(page, 'Opening hours', 'Delete');
    await page.getByRole('dialog', { name: 'Delete “Opening hours”?' }).getByRole('button', { name: 'Cancel' }).click();
    expect(await hasFocus(page.getByRole('button', { name: 'Actions for “Opening hours”' }))).toBe(true);

    await deleteDocument(page, 'Opening hours');
    await page.getByTestId('toasts').getByRole('button', { name: 'Undo' }).click();
    await documentRow(page, 'Opening hours').waitFor();
    // A deletion sent by mistake would arrive before this edit.
    await reference.update({ title: 'Still here', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await documentIn(page, 'Still here', 'completed').waitFor();
    expect((await elevenLabs.requests({ method: 'DELETE' })).length).toBe(0);
  });

  test('waits for the undo, then deletes it here and in ElevenLabs', async () => {
    const { page, reference } = await openWithDocument();
    await admin.addDocument('Second');
    await documentIn(page, 'Second', 'completed').waitFor();
    await page.clock.install();
    await deleteDocument(page, 'Second');
    expect(await hasFocus(page.getByRole('button', { name: 'Actions for “Opening hours”' }))).toBe(true);
    await page.getByRole('button', { name: /^All 1$/ }).waitFor();
    await deleteDocument(page, 'Opening hours');
    expect((await reference.get()).exists).toBe(true);
    await page.clock.fastForward(5000);
    await expect.poll(async () => (await reference.get()).exists).toBe(false);
    await page.getByText('No documents yet').waitFor();
    await expect.poll(async () => (await elevenLabs.requests({ method: 'DELETE' })).length).toBe(2);
  });

  test('is sent when the page is left before the time for the undo is over', async () => {
    const { page, reference } = await openWithDocument();
    await deleteDocument(page, 'Opening hours');
    await page.reload();
    await page.getByText('No documents yet').waitFor();
    expect((await reference.get()).exists).toBe(false);
    await expect.poll(async () => (await elevenLabs.requests({ method: 'DELETE' })).length).toBe(1);
  });

  test('shows what ElevenLabs has yet to delete, by title, until it is done', async () => {
    const { removals } = await openWithFailedRemoval();
    await removals.getByText(/Next try .*\d\d:\d\d/).waitFor();

    await elevenLabs.clearFaults();
    const [removal] = (await admin.db.collection('knowledgeRemotes').get()).docs;
    await removal?.ref.update({ nextAttemptAt: Timestamp.fromMillis(0) });
    await admin.sweep();
    await removals.waitFor({ state: 'detached' });
    expect((await elevenLabs.requests({ method: 'DELETE' })).length).toBeGreaterThan(1);
  });

  test('is tried again at once by Try now, which says whether it worked', async () => {
    const { page, removals } = await openWithFailedRemoval();
    const record = async () => (await admin.db.collection('knowledgeRemotes').get()).docs[0];
    await expect.poll(async () => (await record())?.get('error.message')).toBeTruthy();
    await removals.getByText(String((await record())?.get('error.message'))).waitFor();
    const tryNow = removals.getByRole('button', { name: 'Try now to remove “Opening hours”' });
    await tryNow.click();
    await toast(page, '“Opening hours” is still at ElevenLabs.').waitFor();
    expect((await record())?.get('attempts')).toBe(2);

    await elevenLabs.clearFaults();
    const before = (await elevenLabs.requests({ method: 'DELETE' })).length;
    await tryNow.click();
    await toast(page, '“Opening hours” is removed from ElevenLabs.').waitFor();
    await removals.waitFor({ state: 'detached' });
    expect((await elevenLabs.requests({ method: 'DELETE' })).length).toBe(before + 1);
    expect(await record()).toBeUndefined();
    await expect.poll(() => hasFocus(page.getByRole('main'))).toBe(true);
  });
});
