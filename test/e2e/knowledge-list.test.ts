import { type DocumentReference, Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { documentRow } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

/** Writes documents that no function works on, `Document 1` the newest. */
async function writeDocuments(
  count: number,
  describe: (place: number) => { sync?: object; content?: string; tags?: string[] } = () => ({}),
): Promise<DocumentReference[]> {
  const batch = admin.db.batch();
  const lease = { leaseOwner: 'another run', leaseExpiresAt: Timestamp.fromMillis(Date.now() + 3_600_000) };
  const references = Array.from({ length: count }, (_, place) => {
    const at = Timestamp.fromMillis(Date.now() - place * 60_000);
    const reference = admin.db.collection('knowledge').doc();
    const written = { createdBy: 'editor', createdAt: at, updatedAt: at, content: 'Nine to five.', tags: [] };
    const { sync = { status: 'completed' }, ...fields } = describe(place);
    batch.set(reference, { title: `Document ${place + 1}`, ...written, ...fields, sync: { ...sync, ...lease } });
    return reference;
  });
  await batch.commit();
  return references;
}

const chip = (page: Page, name: RegExp) =>
  page.getByRole('group', { name: 'Filter by status' }).getByRole('button', { name });
const rows = (page: Page) => page.getByRole('article').count();

describe('the list of documents', () => {
  test('shows 25 and loads more on demand, with the focus on the first new one, also after a failure', async () => {
    await writeDocuments(52);
    const page = await pages.openAs(demoUsers.editor.email);
    await documentRow(page, 'Document 25').waitFor();
    expect(await rows(page)).toBe(25);
    const more = page.getByRole('button', { name: 'Load more' });
    await page.route('**:runQuery', (route) => route.abort(), { times: 1 });
    await more.click();
    await page.getByRole('alert').getByText('The server is unreachable.').waitFor();
    expect(await rows(page)).toBe(25);
    await more.click();
    await documentRow(page, 'Document 50').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await expect.poll(() => hasFocus(page.getByRole('button', { name: 'Document 26', exact: true }))).toBe(true);
    await more.click();
    await documentRow(page, 'Document 52').waitFor();
    await expect.poll(() => more.count()).toBe(0);
    expect(await rows(page)).toBe(52);
  });

  test('downloads each document once, and one for each change', async () => {
    // Larger texts, after a minute of other tests, exceed what the emulator keeps for its listeners.
    const size = 10_000;
    const texts = await writeDocuments(60, (place) => ({ content: `${place} ${'x'.repeat(size)}` }));
    const page = await pages.openAs(demoUsers.player.email);
    await page.getByRole('heading', { name: 'Tunebook' }).waitFor();
    const downloaded = await countDownloads(page);
    await signInAgain(page, demoUsers.editor.email);
    for (const last of ['Document 25', 'Document 50', 'Document 60']) {
      await documentRow(page, last).waitFor();
      const more = page.getByRole('button', { name: 'Load more' });
      if (last !== 'Document 60') await more.click();
    }
    expect(downloaded()).toBeGreaterThan(60 * size);
    expect(downloaded()).toBeLessThan(1.1 * 60 * size + 1_000_000);

    const before = downloaded();
    await texts[40]?.update({ title: 'Changed', updatedAt: Timestamp.now() });
    await documentRow(page, 'Changed').waitFor();
    expect(await rows(page)).toBe(60);
    expect(downloaded() - before).toBeLessThan(1.5 * size);
  });

  test('keeps documents in order when one moves to the top', async () => {
    const references = await writeDocuments(30);
    const page = await pages.openAs(demoUsers.editor.email);
    await documentRow(page, 'Document 25').waitFor();
    await page.getByRole('button', { name: 'Load more' }).click();
    await documentRow(page, 'Document 30').waitFor();
    await references[27]?.update({ title: 'Moved', updatedAt: Timestamp.now() });
    await expect.poll(() => page.getByRole('article').first().getByRole('heading').textContent()).toBe('Moved');
    expect(await rows(page)).toBe(30);
    await references[3]?.delete();
    await documentRow(page, 'Document 4').waitFor({ state: 'detached' });
    expect(await rows(page)).toBe(29);
  });
});

test('failures are told by their cause, with what happens next', async () => {
  const auth = { type: 'auth', message: 'The key is invalid.', retryable: false };
  const network = { type: 'network', message: 'ElevenLabs is unreachable.', retryable: true };
  const nextAttemptAt = Timestamp.fromMillis(Date.now() + 3_600_000);
  const validation = { type: 'validation', message: 'Too long.', retryable: false };
  const failures = [{ error: auth }, { error: network, nextAttemptAt }, { error: validation }];
  const references = await writeDocuments(3, (place) => ({
    sync: { status: 'failed', attempts: 1, ...failures[place] },
  }));
  const page = await pages.openAs(demoUsers.editor.email);
  const panel = page.getByTestId('failures');
  await panel.getByText('1 document failed: the ElevenLabs API key is invalid.').waitFor();
  await panel.getByText('1 other document failed. Each says why in its row.').waitFor();
  await panel.getByText('1 other document failed and will be retried automatically.').waitFor();
  await panel.getByRole('button', { name: 'Retry all 3' }).waitFor();
  expect((await references[1]?.get())?.get('sync.nextAttemptAt')).toEqual(nextAttemptAt);
});

describe('the filters', () => {
  test('count every status of the collection and find an old failure behind newer documents', async () => {
    const error = { type: 'auth', message: 'The key is invalid.', retryable: false };
    await writeDocuments(28, (place) => (place === 27 ? { sync: { status: 'failed', error } } : {}));
    const page = await pages.openAs(demoUsers.editor.email);
    await documentRow(page, 'Document 25').waitFor();
    await chip(page, /^All 28$/).waitFor();
    await page.getByTestId('failures').getByText('1 document failed: the ElevenLabs API key is invalid.').waitFor();
    expect(await documentRow(page, 'Document 28').count()).toBe(0);

    await chip(page, /^Failed 1$/).click();
    await documentRow(page, 'Document 28').getByText('The key is invalid.').waitFor();
    await expect.poll(() => rows(page)).toBe(1);
    expect(await hasFocus(chip(page, /^Failed/))).toBe(true);
    expect(await chip(page, /^Failed/).getAttribute('aria-pressed')).toBe('true');
    await chip(page, /^Waiting 0$/).click();
    await page.getByRole('button', { name: 'Show all documents' }).click();
    await expect.poll(() => rows(page)).toBe(25);
    expect(await hasFocus(page.getByRole('main'))).toBe(true);
  });

  test('by tag and by status apply together', async () => {
    await writeDocuments(30, (place) => ({
      tags: place % 2 === 0 ? ['even'] : ['odd'],
      sync: { status: place === 4 ? 'failed' : 'completed', error: null },
    }));
    const page = await pages.openAs(demoUsers.editor.email);
    await documentRow(page, 'Document 25').waitFor();
    await page.getByLabel('Filter by tag').selectOption('even');
    await expect.poll(() => rows(page)).toBe(15);
    await chip(page, /^Failed/).click();
    await expect.poll(() => rows(page)).toBe(1);
    await documentRow(page, 'Document 5').waitFor();
  });

  test('by text look through titles, tags and texts of what is loaded; / focuses them', async () => {
    await writeDocuments(26, (place) =>
      place === 2 ? { content: 'Tuesday céilí' } : place === 3 ? { tags: ['CEILI'] } : {},
    );
    const page = await pages.openAs(demoUsers.editor.email);
    await documentRow(page, 'Document 25').waitFor();
    await page.keyboard.press('/');
    const search = page.getByLabel('Search loaded documents');
    expect(await hasFocus(search)).toBe(true);
    await page.keyboard.type('ceili');
    await page.getByText('2 matches among the 25 loaded documents.').waitFor();
    expect(await rows(page)).toBe(2);
    await page.keyboard.press('Escape');
    await expect.poll(() => rows(page)).toBe(25);
    expect(await search.inputValue()).toBe('');
  });

  test('by text say when nothing matches, and are cleared from there', async () => {
    await writeDocuments(2);
    const page = await pages.openAs(demoUsers.editor.email);
    await documentRow(page, 'Document 2').waitFor();
    const search = page.getByLabel('Search loaded documents');
    await search.fill('no such word');
    await page.getByText('No document contains “no such word”.').waitFor();
    await page.getByRole('button', { name: 'Clear search' }).click();
    await documentRow(page, 'Document 2').waitFor();
    expect(await hasFocus(search)).toBe(true);
  });

  test('are not shown over an empty collection, and come with its first document', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByText('No documents yet').waitFor();
    expect(await chip(page, /^All/).isVisible()).toBe(false);
    await writeDocuments(1);
    await chip(page, /^All 1$/).waitFor();
  });
});

/** Counts the bytes that the page receives from now on, those of open streams included. */
async function countDownloads(page: Page): Promise<() => number> {
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.dataReceived', ({ dataLength }) => {
    bytes += dataLength;
  });
  return () => bytes;
}

async function signInAgain(page: Page, email: string): Promise<void> {
  await page.getByTestId('account').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByTestId('demo-accounts').getByRole('button', { name: email }).click();
}
