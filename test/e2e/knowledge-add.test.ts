import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { descriptionOf, hasFocus } from './harness/described.ts';
import { addByForm, documentIn, documentRow } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
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

describe('adding a document', () => {
  test('by the form: pending, syncing and accepted show by themselves, without the page asking', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'hold' }] });
    const page = await openAsEditor();
    await page.getByText('There are no documents yet.').waitFor();
    const statuses = await record(page, 'article[data-document-id]', 'data-status');
    const spoken = await record(page, '#announcements', null);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));

    await addByForm(page, 'Opening hours', 'Nine to five.', 'shop, hours');
    await documentIn(page, 'Opening hours', 'syncing').waitFor();
    await elevenLabs.release();
    const row = documentIn(page, 'Opening hours', 'completed');
    await row.getByText('accepted by ElevenLabs').waitFor();

    expect(await statuses()).toEqual(['pending', 'syncing', 'completed']);
    expect(await row.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    expect(await row.locator('.tag').allTextContents()).toEqual(['shop', 'hours']);
    // Firestore's listener and its writes are channels; anything else would be the page asking by itself.
    expect(asked.filter((url) => !/\.Firestore\/(Listen|Write)\/channel\?/.test(url))).toEqual([]);
    await expect.poll(async () => (await spoken()).join(' ')).toContain('“Opening hours”: accepted by ElevenLabs.');
    expect((await spoken()).join(' ')).toContain('“Opening hours” is added.');
  });

  test('from a file: its heading becomes the title, its text arrives whole', async () => {
    const page = await openAsEditor();
    const form = page.getByTestId('add-document');
    const text = '# Sessions in town\n\nEvery Tuesday at nine – céilí on Fridays.\n';
    const file = { name: 'sessions.md', mimeType: 'text/markdown', buffer: Buffer.from(text) };
    await form.getByLabel('Or take the text from a file').setInputFiles(file);
    await expect.poll(() => form.getByLabel('Title').inputValue()).toBe('Sessions in town');
    await form.getByRole('button', { name: 'Add document' }).click();

    await documentIn(page, 'Sessions in town', 'completed').waitFor();
    const stored = await admin.db.collection(paths.knowledge).get();
    expect(stored.docs.map((document) => document.get('content'))).toEqual([text]);
    expect(await form.getByLabel('Title').inputValue()).toBe('');
  });

  test('a file that is no UTF-8 text is refused at its field', async () => {
    const page = await openAsEditor();
    const field = page.getByTestId('add-document').getByLabel('Or take the text from a file');
    const latin1 = Buffer.from('céilí', 'latin1');
    await field.setInputFiles({ name: 'old.txt', mimeType: 'text/plain', buffer: latin1 });
    await expect.poll(() => descriptionOf(field)).toContain('“old.txt” is not UTF-8 text.');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
  });

  test('what is wrong stands at its field, which gets the keyboard, and goes once it is right', async () => {
    const page = await openAsEditor();
    const form = page.getByTestId('add-document');
    const title = form.getByLabel('Title');
    const text = form.getByLabel('Text', { exact: true });
    await form.getByRole('button', { name: 'Add document' }).click();

    await expect.poll(() => descriptionOf(title)).toContain('Give the document a title.');
    expect(await descriptionOf(text)).toContain('Write the text that the agent answers from.');
    expect(await title.getAttribute('aria-invalid')).toBe('true');
    expect(await hasFocus(title)).toBe(true);

    await title.fill('Opening hours');
    await expect.poll(() => title.getAttribute('aria-invalid')).toBeNull();
    expect(await descriptionOf(title)).not.toContain('Give the document a title.');
    expect(await text.getAttribute('aria-invalid')).toBe('true');
    expect((await admin.db.collection(paths.knowledge).count().get()).data().count).toBe(0);
  });

  test('markup in a title, tag or text is shown as the text that it is', async () => {
    const markup = '<img src=x onerror="document.body.remove()"><b>bold</b>';
    const page = await openAsEditor();
    await addByForm(page, markup, `${markup} and more`, '<i>tag</i>');

    const row = documentIn(page, markup, 'completed');
    await row.waitFor();
    expect(await row.getByRole('heading').textContent()).toBe(markup);
    expect(await row.locator('.excerpt').textContent()).toBe(`${markup} and more`);
    expect(await row.locator('.tag').allTextContents()).toEqual(['<i>tag</i>']);
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: `Delete “${markup}”?` }).waitFor();
    expect(await page.locator('img, b, i').count()).toBe(0);
  });

  test('the list shows the newest 25, and more on demand', async () => {
    const titles = Array.from({ length: 27 }, (_, index) => `Document ${index + 1}`);
    for (const title of titles) await admin.addDocument(title);
    const page = await openAsEditor();
    await documentRow(page, 'Document 27').waitFor();
    expect(await page.getByRole('article').count()).toBe(25);
    expect(await documentRow(page, 'Document 2').count()).toBe(0);

    await page.getByRole('button', { name: 'Load more' }).click();
    await documentRow(page, 'Document 1').waitFor();
    expect(await page.getByRole('article').count()).toBe(27);
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
    await expect.poll(() => hasFocus(page.getByRole('heading', { name: 'Document 2', exact: true }))).toBe(true);
  });
});
