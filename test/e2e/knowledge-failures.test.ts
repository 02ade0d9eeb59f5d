import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { addByForm, documentIn, documentRow, toast } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
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

describe('a document that fails', () => {
  test('shows how often it was tried, when the system tries again, and what went wrong', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'status', status: 500 }], times: 3 });
    const page = await openAsEditor();
    const spoken = await record(page, '#announcements', null);
    await addByForm(page, 'Opening hours', 'Nine to five.');

    const row = documentIn(page, 'Opening hours', 'failed');
    await row.getByText('retry 2', { exact: true }).waitFor();
    const [stored] = (await admin.db.collection(paths.knowledge).get()).docs;
    const next: Date = stored?.get('sync.nextAttemptAt').toDate();
    const clock = next.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    expect(await row.getByTestId('next-attempt').textContent()).toMatch(
      new RegExp(`^tries again (on .+ )?at ${clock}$`),
    );

    const explanation = row.getByText('ElevenLabs is unavailable.');
    expect(await explanation.isVisible()).toBe(false);
    await row.getByText('What went wrong').click();
    await explanation.waitFor();
    expect(await row.getByTestId('sync-error').textContent()).toContain('server_error');
    await expect
      .poll(async () => (await spoken()).join(' '))
      .toContain('“Opening hours”: failed. ElevenLabs is unavailable');
  });

  test('is retried by hand: the button is disabled while syncing, and a toast tells of success', async () => {
    await elevenLabs.order({
      match: { method: 'POST' },
      actions: [{ kind: 'status', status: 400 }, { kind: 'hold' }],
    });
    const page = await openAsEditor();
    await addByForm(page, 'Opening hours', 'Nine to five.');
    const row = documentRow(page, 'Opening hours');
    const retry = row.getByRole('button', { name: 'Retry “Opening hours”' });
    await documentIn(page, 'Opening hours', 'failed').waitFor();
    expect(await row.getByTestId('next-attempt').count()).toBe(0);
    expect(await retry.isEnabled()).toBe(true);

    await retry.click();
    await documentIn(page, 'Opening hours', 'syncing').waitFor();
    expect(await retry.isDisabled()).toBe(true);
    expect(await toast(page, 'Opening hours').count()).toBe(0);
    await elevenLabs.release();
    await toast(page, '“Opening hours” was accepted by ElevenLabs.').waitFor();
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    expect(await row.getByTestId('sync-error').count()).toBe(0);
  });

  test('a retry that fails again says so and leaves the error', async () => {
    await elevenLabs.order({ match: { method: 'POST' }, actions: [{ kind: 'status', status: 400 }], times: 2 });
    const page = await openAsEditor();
    await addByForm(page, 'Opening hours', 'Nine to five.');
    await documentIn(page, 'Opening hours', 'failed').waitFor();
    const spoken = await record(page, '#announcements', null);
    await page.getByRole('button', { name: 'Retry “Opening hours”' }).click();
    await expect.poll(async () => (await spoken()).join(' ')).toContain('Retrying “Opening hours” failed.');
    await documentIn(page, 'Opening hours', 'failed').getByTestId('sync-error').waitFor();
    expect(await page.getByRole('button', { name: 'Retry “Opening hours”' }).isEnabled()).toBe(true);
  });
});

describe('a key that is not valid', () => {
  test('one banner counts the documents that wait; Retry all stops at it, and brings all through once it is mended', async () => {
    await elevenLabs.setApiKey('another-key');
    const titles = ['One', 'Two', 'Three'];
    for (const title of titles) await admin.addDocument(title);
    const page = await openAsEditor();
    const banner = page.getByTestId('failure-banner');
    await banner.getByText('3 documents wait for a valid key.').waitFor();
    expect(await banner.count()).toBe(1);

    const panel = page.getByTestId('retry-all');
    const retryAll = panel.getByRole('button', { name: 'Retry all failed (3)' });
    await retryAll.click();
    await panel.getByText('Stopped: ElevenLabs rejected the API key.').waitFor();
    // Those that were under way when it stopped have come to their end once it is offered again.
    await retryAll.waitFor();

    await elevenLabs.setApiKey(validKey);
    await retryAll.click();
    await panel.getByText('3 retried: 3 accepted, 0 failed.').waitFor();
    for (const title of titles) await documentIn(page, title, 'completed').waitFor();
    await expect.poll(() => banner.count()).toBe(0);
    await expect.poll(() => panel.getByRole('button').count()).toBe(0);
  });
});
