import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { descriptionOf, hasFocus } from './harness/described.ts';
import {
  addByDialog,
  chooseItem,
  documentIn,
  documentRow,
  dropFiles,
  openAddDialog,
  textFile,
} from './harness/knowledge.ts';
import { toast, useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const elevenLabs = elevenLabsControl();
const openAsEditor = () => pages.openAs(demoUsers.editor.email);

beforeEach(async () => {
  await admin.clear();
  await elevenLabs.reset();
});

const stored = async () => (await admin.db.collection('knowledge').get()).docs;

describe('adding a document', () => {
  test('shows Waiting, Syncing and Synced live, without polling', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'hold' }] });
    const page = await openAsEditor();
    await page.getByText('No documents yet').waitFor();
    const labels = await record(page, '.row .status', null);
    const spoken = await record(page, '#announcements', null);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));

    await addByDialog(page, 'Opening hours', 'Nine to five.', 'shop, hours');
    await toast(page, '“Opening hours” added.').waitFor();
    await documentIn(page, 'Opening hours', 'syncing').waitFor();
    await elevenLabs.release();
    const row = documentIn(page, 'Opening hours', 'completed');
    await row.waitFor();

    expect(await labels()).toEqual(['Waiting', 'Syncing', 'Synced']);
    expect(await row.locator('.tag').allTextContents()).toEqual(['shop', 'hours']);
    // Listeners, writes and the counts of the filters; anything else would be polling.
    expect(asked.filter((url) => !/\.Firestore\/(Listen|Write)\/channel\?|:runAggregationQuery\?/.test(url))).toEqual(
      [],
    );
    await expect.poll(async () => (await spoken()).join(' ')).toContain('“Opening hours”: Synced.');
    const [document] = await stored();
    expect(document?.data()).toMatchObject({
      title: 'Opening hours',
      content: 'Nine to five.',
      tags: ['shop', 'hours'],
    });
    expect((await elevenLabs.requests({ method: 'POST' })).length).toBe(1);
  });

  test('starts in the title, saves with Ctrl+Enter, and returns the focus', async () => {
    const page = await openAsEditor();
    const dialog = await openAddDialog(page);
    expect(await hasFocus(dialog.getByLabel('Title'))).toBe(true);
    await page.keyboard.type('Opening hours');
    await dialog.getByLabel('Text', { exact: true }).fill('Nine to five.');
    await page.keyboard.press('Control+Enter');
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    expect(await dialog.isVisible()).toBe(false);
    expect(await hasFocus(page.getByRole('button', { name: 'Add document' }))).toBe(true);
    expect((await stored()).length).toBe(1);
  });

  test('adds one document on a double click', async () => {
    const page = await openAsEditor();
    const dialog = await openAddDialog(page);
    await dialog.getByLabel('Title').fill('Opening hours');
    await dialog.getByLabel('Text', { exact: true }).fill('Nine to five.');
    await dialog.getByRole('button', { name: 'Add document' }).dblclick();
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    expect((await stored()).length).toBe(1);
    expect(await page.locator('[aria-invalid="true"]').count()).toBe(0);
  });

  test('names each wrong field, focuses the first, and clears it once it is right', async () => {
    const page = await openAsEditor();
    const dialog = await openAddDialog(page);
    const title = dialog.getByLabel('Title');
    const text = dialog.getByLabel('Text', { exact: true });
    await dialog.getByRole('button', { name: 'Add document' }).click();
    await expect.poll(() => title.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(title)).not.toBe('');
    expect(await text.getAttribute('aria-invalid')).toBe('true');
    expect(await hasFocus(title)).toBe(true);

    await title.fill('Opening hours');
    await expect.poll(() => title.getAttribute('aria-invalid')).toBeNull();
    expect(await text.getAttribute('aria-invalid')).toBe('true');
    expect(await stored()).toEqual([]);
  });

  test('shows markup in a title, tag or text as text', async () => {
    const markup = '<img src=x onerror="document.body.remove()"><b>bold</b>';
    const page = await openAsEditor();
    await addByDialog(page, markup, `${markup} and more`, '<i>tag</i>');
    const row = documentIn(page, markup, 'completed');
    await row.waitFor();
    expect(await row.getByRole('heading').textContent()).toBe(markup);
    expect(await row.locator('.excerpt').textContent()).toBe(`${markup} and more`);
    expect(await row.locator('.tag').allTextContents()).toEqual(['<i>tag</i>']);
    await chooseItem(page, markup, 'View');
    await page.getByTestId('view-dialog').getByText(`${markup} and more`).waitFor();
    expect(await page.locator('img, b, i').count()).toBe(0);
  });

  /** Adds a document that the rules refuse: the page chooses the id of another one. */
  async function addRefused() {
    const taken = admin.db.doc(`knowledge/${'A'.repeat(20)}`);
    await taken.set((await (await admin.addDocument('Taken')).get()).data() ?? {});
    const page = await openAsEditor();
    await documentRow(page, 'Taken').first().waitFor();
    await page.evaluate(() => {
      crypto.getRandomValues = (array) => Object.assign(array, new Uint8Array(40));
    });
    await page.clock.install();
    await addByDialog(page, 'Opening hours', 'Nine to five.');
    await toast(page, '“Opening hours” was not saved.').waitFor();
    return { page, taken };
  }

  test('offers a refused draft no longer once it is discarded', async () => {
    const { page } = await addRefused();
    const dialog = await openAddDialog(page);
    await dialog.getByRole('button', { name: 'Discard draft' }).click();
    const question = page.getByRole('dialog', { name: 'Discard draft?' });
    await question.getByRole('button', { name: 'Discard draft' }).click();
    await expect.poll(() => toast(page, '“Opening hours” was not saved.').count()).toBe(0);
  });

  test('keeps the draft when the server refuses it, and asks before it replaces a newer one', async () => {
    const { page, taken } = await addRefused();
    await page.clock.fastForward(13_000);
    const dialog = await openAddDialog(page);
    const title = dialog.getByLabel('Title');
    expect(await title.inputValue()).toBe('Opening hours');

    await title.fill('Another');
    await page.keyboard.press('Escape');
    const openDraft = page.getByTestId('toasts').getByRole('button', { name: 'Open draft' });
    const question = page.getByRole('dialog', { name: 'Replace your draft?' });
    await openDraft.click();
    await question.getByRole('button', { name: 'Keep my draft' }).click();
    await openDraft.click();
    await question.getByRole('button', { name: 'Replace draft' }).click();
    await dialog.waitFor();
    expect(await title.inputValue()).toBe('Opening hours');
    expect(await dialog.getByLabel('Text', { exact: true }).inputValue()).toBe('Nine to five.');
    expect((await taken.get()).get('title')).toBe('Taken');
    await page.reload();
    await openAddDialog(page);
    expect(await title.inputValue()).toBe('Opening hours');
  });
});

describe('adding from files', () => {
  test('takes the title from the heading, the tags from the front matter, and the rest as text', async () => {
    const page = await openAsEditor();
    const text = '# Sessions in town\n\nEvery Tuesday at nine – céilí on Fridays.\n';
    const file = textFile('sessions.md', `---\ntags: [sessions, "town, hall"]\n---\n${text}`);
    const dialog = await openAddDialog(page);
    await dialog.getByLabel('Or take the text from a file').setInputFiles(file);
    await expect.poll(() => dialog.getByLabel('Title').inputValue()).toBe('Sessions in town');
    await dialog.getByRole('button', { name: 'Add document' }).click();
    const row = documentIn(page, 'Sessions in town', 'completed');
    await row.waitFor();
    expect(await row.locator('.excerpt').textContent()).toBe('Every Tuesday at nine – céilí on Fridays.');
    const [document] = await stored();
    expect(document?.data()).toMatchObject({ content: text, tags: ['sessions', 'town, hall'] });
  });

  test('asks before a file replaces typed text', async () => {
    const page = await openAsEditor();
    const dialog = await openAddDialog(page);
    const text = dialog.getByLabel('Text', { exact: true });
    const file = dialog.getByLabel('Or take the text from a file');
    await text.fill('My own words.');
    await file.setInputFiles(textFile('sessions.md', 'From the file.'));
    const question = page.getByRole('dialog', { name: 'Replace your text?' });
    await question.getByRole('button', { name: 'Keep my text' }).click();
    expect(await text.inputValue()).toBe('My own words.');
    await file.setInputFiles(textFile('sessions.md', 'From the file.'));
    await question.getByRole('button', { name: 'Replace text' }).click();
    await expect.poll(() => text.inputValue()).toBe('From the file.');
  });

  test('refuses a file that is not UTF-8 text at its field', async () => {
    const page = await openAsEditor();
    const dialog = await openAddDialog(page);
    const field = dialog.getByLabel('Or take the text from a file');
    await field.setInputFiles({ name: 'old.txt', mimeType: 'text/plain', buffer: Buffer.from('céilí', 'latin1') });
    await expect.poll(() => descriptionOf(field)).toContain('The file is not UTF-8 text.');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
  });

  test('adds several files at once, each with its own result', async () => {
    const page = await openAsEditor();
    const dialog = await openAddDialog(page);
    await dialog
      .getByLabel('Or take the text from a file')
      .setInputFiles([
        textFile('one.md', '# One\n\nFirst.'),
        textFile('empty.md', '  '),
        textFile('two.txt', 'Second.'),
      ]);
    const uploads = page.getByTestId('uploads');
    await expect
      .poll(() => uploads.locator('li').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-state'))))
      .toEqual(['added', 'failed', 'added']);
    await documentIn(page, 'One', 'completed').waitFor();
    await documentIn(page, 'two', 'completed').waitFor();
    expect((await stored()).map((document) => document.get('title')).sort()).toEqual(['One', 'two']);
    await uploads.getByRole('button', { name: 'Close the list of files' }).click();
    expect(await uploads.count()).toBe(0);
  });

  test('takes files that are dropped on the page', async () => {
    const page = await openAsEditor();
    await page.getByText('No documents yet').waitFor();
    await dropFiles(page, ['One.txt', 'Two.txt']);
    await documentIn(page, 'One', 'completed').waitFor();
    await documentIn(page, 'Two', 'completed').waitFor();
    expect((await stored()).length).toBe(2);
  });

  test('goes on in another section, and says there how it ended', async () => {
    const page = await openAsEditor();
    await page.getByText('No documents yet').waitFor();
    await page.context().setOffline(true);
    await dropFiles(page, ['One.txt', 'Two.txt', 'Three.pdf']);
    await page.getByTestId('uploads').getByText('Saving').waitFor();
    await page.getByRole('link', { name: 'Tunebook' }).click();
    await page.getByRole('heading', { name: 'Tunebook', level: 1 }).waitFor();
    await page.context().setOffline(false);
    await toast(page, '2 of 3 files added.').waitFor();
    expect((await stored()).map((document) => document.get('title')).sort()).toEqual(['One', 'Two']);
  });
});
