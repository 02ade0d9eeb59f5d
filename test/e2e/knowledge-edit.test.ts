import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { documentIn, documentRow, toast } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const elevenLabs = elevenLabsControl();

beforeEach(async () => {
  await admin.clear();
  await elevenLabs.reset();
});

/** A page of the editor that shows one accepted document. */
async function openWithDocument() {
  const reference = await admin.addDocument('Opening hours');
  const page = await pages.openAs(demoUsers.editor.email);
  await documentIn(page, 'Opening hours', 'completed').waitFor();
  return { page, reference };
}

describe('editing a document', () => {
  test('sends the new text in place, and its way shows by itself', async () => {
    const { page } = await openWithDocument();
    const statuses = await record(page, 'article[data-document-id]', 'data-status');
    await page.getByRole('button', { name: 'Edit “Opening hours”' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit “Opening hours”' });
    await dialog.getByLabel('Text', { exact: true }).fill('Ten to six.');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();

    await toast(page, '“Opening hours” is saved.').waitFor();
    await expect.poll(statuses).toEqual(['completed', 'pending', 'syncing', 'completed']);
    await documentRow(page, 'Opening hours').getByText('Ten to six.').waitFor();
    expect(await dialog.isVisible()).toBe(false);
    expect((await elevenLabs.requests({ method: 'PATCH' })).length).toBe(1);
    expect((await elevenLabs.requests({ method: 'POST' })).length).toBe(1);
  });

  test('is refused when somebody saved a newer version, whose text it offers to load', async () => {
    const { page, reference } = await openWithDocument();
    await page.getByRole('button', { name: 'Edit “Opening hours”' }).click();
    const dialog = page.getByTestId('edit-dialog');
    const text = dialog.getByLabel('Text', { exact: true });
    await text.fill('My own words.');
    await reference.update({ content: 'Newer words.', updatedAt: Timestamp.now(), 'sync.status': 'pending' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();

    const refusal = dialog.getByTestId('newer-version');
    await refusal.getByText('Somebody saved a newer version while you were writing.').waitFor();
    expect(await dialog.getByTestId('own-text').inputValue()).toContain('My own words.');
    expect((await reference.get()).get('content')).toBe('Newer words.');

    await refusal.getByRole('button', { name: 'Load the newer version' }).click();
    await expect.poll(() => text.inputValue()).toBe('Newer words.');
    await text.fill('Newer words, and mine.');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, '“Opening hours” is saved.').waitFor();
    expect((await reference.get()).get('content')).toBe('Newer words, and mine.');
  });

  test('is not left with changes unless the editor says so', async () => {
    const { page, reference } = await openWithDocument();
    await page.getByRole('button', { name: 'Edit “Opening hours”' }).click();
    const dialog = page.getByTestId('edit-dialog');
    await dialog.getByLabel('Title').fill('Half written');
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: 'Close without saving?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half written');

    await page.keyboard.press('Escape');
    await question.getByRole('button', { name: 'Close without saving' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await reference.get()).get('title')).toBe('Opening hours');
    await expect.poll(() => hasFocus(page.getByRole('button', { name: 'Edit “Opening hours”' }))).toBe(true);
  });
});

describe('deleting a document', () => {
  test('asks first, and leaves it when the answer is no', async () => {
    const { page, reference } = await openWithDocument();
    await page.getByRole('button', { name: 'Delete “Opening hours”' }).click();
    const question = page.getByRole('dialog', { name: 'Delete “Opening hours”?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await hasFocus(page.getByRole('button', { name: 'Delete “Opening hours”' }))).toBe(true);
    expect((await reference.get()).exists).toBe(true);
  });

  test('takes it away here and at ElevenLabs; what is still being removed shows until it is done', async () => {
    const { page, reference } = await openWithDocument();
    await elevenLabs.order({ match: { method: 'DELETE' }, actions: [{ kind: 'status', status: 500 }], times: null });
    await page.getByRole('button', { name: 'Delete “Opening hours”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await documentRow(page, 'Opening hours').waitFor({ state: 'detached' });
    expect(await hasFocus(page.getByRole('heading', { name: 'Documents' }))).toBe(true);

    const removals = page.getByRole('region', { name: 'Still being removed' });
    await removals.getByText(reference.id).waitFor();
    await removals.getByText('ElevenLabs is unavailable.').waitFor();
    await removals.getByText(/tries again (on .+ )?at \d\d:\d\d/).waitFor();

    await elevenLabs.mend();
    const [owed] = (await admin.db.collection(paths.knowledgeRemotes).get()).docs;
    await owed?.ref.update({ nextAttemptAt: Timestamp.fromMillis(0) });
    await admin.sweep();
    await removals.waitFor({ state: 'detached' });
    expect((await elevenLabs.requests({ method: 'DELETE' })).length).toBeGreaterThan(1);
  });
});
