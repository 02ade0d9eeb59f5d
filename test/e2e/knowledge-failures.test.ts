import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { addByDialog, chooseItem, documentIn, documentRow } from './harness/knowledge.ts';
import { toast, useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const elevenLabs = elevenLabsControl();
const openAsEditor = () => pages.openAs(demoUsers.editor.email);

/** The key of functions/.env.demo-reelsync. */
const validKey = 'local-key';

beforeEach(async () => {
  await admin.clear();
  await elevenLabs.reset();
});

const first = async () => (await admin.db.collection('knowledge').get()).docs[0];

describe('a document that fails', () => {
  test('shows the error, the next try and the retries in its row', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'status', status: 500 }], times: 3 });
    const page = await openAsEditor();
    const spoken = await record(page, '#announcements', null);
    await addByDialog(page, 'Opening hours', 'Nine to five.');
    const row = documentIn(page, 'Opening hours', 'failed');
    await row.waitFor();
    const stored = await first();
    const next: Date = stored?.get('sync.nextAttemptAt').toDate();
    const clock = next.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    await expect
      .poll(() => row.getByTestId('retries').textContent())
      .toMatch(new RegExp(`^Next try .*${clock} · 2 retries$`));
    expect(await row.getByTestId('sync-error').textContent()).toBe(stored?.get('sync.error.message'));
    await expect.poll(async () => (await spoken()).join(' ')).toContain('“Opening hours”: Failed.');
  });

  test('is retried from its menu once, however often it is chosen', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'status', status: 400 }, { kind: 'hold' }] });
    const page = await openAsEditor();
    await addByDialog(page, 'Opening hours', 'Nine to five.');
    await documentIn(page, 'Opening hours', 'failed').waitFor();
    expect(await documentRow(page, 'Opening hours').getByTestId('retries').count()).toBe(0);
    await chooseItem(page, 'Opening hours', 'Retry');
    await documentIn(page, 'Opening hours', 'syncing').waitFor();
    await chooseItem(page, 'Opening hours', 'Retry');
    await elevenLabs.release();
    await toast(page, '“Opening hours” is synced.').waitFor();
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    expect(await documentRow(page, 'Opening hours').getByTestId('sync-error').count()).toBe(0);
    expect((await elevenLabs.requests({ method: 'POST' })).length).toBe(2);
  });

  test('says so when a retry fails again', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'status', status: 400 }], times: 2 });
    const page = await openAsEditor();
    await addByDialog(page, 'Opening hours', 'Nine to five.');
    await documentIn(page, 'Opening hours', 'failed').waitFor();
    await chooseItem(page, 'Opening hours', 'Retry');
    await toast(page, '“Opening hours” failed again.').waitFor();
    await documentIn(page, 'Opening hours', 'failed').getByTestId('sync-error').waitFor();
    expect((await first())?.get('sync.status')).toBe('failed');
  });
});

describe('an invalid API key', () => {
  test('is named once for all documents; Retry all stops at it, and syncs them once it is valid', async () => {
    await elevenLabs.setApiKey('another-key');
    const titles = ['One', 'Two', 'Three'];
    for (const title of titles) await admin.addDocument(title);
    const page = await openAsEditor();
    const panel = page.getByTestId('failures');
    await panel.getByText('3 documents failed: the ElevenLabs API key is invalid.').waitFor();
    const retryAll = panel.getByRole('button', { name: 'Retry all 3' });
    await retryAll.click();
    await toast(page, 'Retry stopped.').waitFor();
    await retryAll.waitFor();

    await elevenLabs.setApiKey(validKey);
    await retryAll.click();
    await toast(page, '3 of 3 retried documents are synced.').waitFor();
    for (const title of titles) await documentIn(page, title, 'completed').waitFor();
    await expect.poll(() => panel.count()).toBe(0);
    expect(await hasFocus(page.getByRole('main'))).toBe(true);
    const stored = await admin.db.collection('knowledge').where('sync.status', '==', 'completed').count().get();
    expect(stored.data().count).toBe(3);
  });
});
