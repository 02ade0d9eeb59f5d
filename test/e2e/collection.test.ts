import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Tune, tuneAt } from '../../local/stub/thesession/tunes.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { useBrowser } from './harness/page.ts';
import { tuneRow } from './harness/tunebook.ts';

const pages = useBrowser();
const admin = useAdmin();

/** A batch of Firestore's holds this many writes. */
const batchSize = 500;

beforeEach(() => admin.clear());

/** A page of somebody whose collection holds the first so many tunes; every tenth is learned. */
async function openWithTunes(count: number) {
  const { uid, email } = await admin.newUser();
  const tunes = Array.from({ length: count }, (_, index) => tuneAt(index));
  for (let start = 0; start < count; start += batchSize) {
    const batch = admin.db.batch();
    for (const [offset, tune] of tunes.slice(start, start + batchSize).entries()) {
      const learnStatus = (start + offset) % 10 === 0 ? 'learned' : 'want to learn';
      batch.set(admin.db.doc(`${paths.userTunes(uid)}/${tune.id}`), ownTune(tune, learnStatus));
    }
    await batch.commit();
  }
  const page = await pages.openAs(email);
  await page.getByTestId('tune-count').waitFor();
  return { page, uid, tunes };
}

function ownTune({ id, name, type }: Tune, learnStatus: string) {
  return { tuneId: id, name, type, learnStatus, source: 'thesession.org', addedAt: new Date() };
}

describe('a collection', () => {
  test('of 3,000 tunes renders a bounded part of it, whatever is typed', async () => {
    const { page, tunes } = await openWithTunes(3000);
    const count = page.getByTestId('tune-count');
    await count.getByText('3,000 tunes').waitFor();
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
    expect(await page.locator('.tune').count()).toBe(50);
    const bound = await elements();
    expect(bound).toBeLessThan(1500);

    const search = page.getByLabel('Search');
    for (const letter of 'sugain') {
      await search.press(letter);
      expect(await elements()).toBeLessThanOrEqual(bound + 5);
    }
    const found = tunes.filter(({ name }) => name.startsWith('Casadh An tSúgáin')).length;
    await count.getByText(`${found} of 3,000 tunes`).waitFor();
    await page.getByRole('button', { name: 'Show 50 more' }).click();
    await expect.poll(() => page.locator('.tune').count()).toBe(found);
    await search.fill('');
    await expect.poll(() => page.locator('.tune').count()).toBe(50);
  });

  test('is searched by several words in any order and filtered by learn status', async () => {
    const { page } = await openWithTunes(120);
    const count = page.getByTestId('tune-count');
    await page.getByLabel('Search').fill('SLIGO kesh');
    await count.getByText('1 of 120 tunes').waitFor();
    await tuneRow(page, 'The Kesh Of Sligo').waitFor();
    await page.getByLabel('Search').fill('no such tune');
    await count.getByText('0 of 120 tunes').waitFor();

    await page.getByLabel('Search').fill('');
    await page.getByLabel('Show', { exact: true }).selectOption('learned');
    await count.getByText('12 of 120 tunes').waitFor();
    expect(await page.locator('.tune[data-learn-status="learned"]').count()).toBe(12);
  });

  test('has its learn statuses changed in place, with the date when a tune was learned', async () => {
    const { page, uid } = await openWithTunes(5);
    const { id, name } = tuneAt(2);
    const stored = () => admin.db.doc(`${paths.userTunes(uid)}/${id}`).get();
    const select = page.getByLabel(`Learn status of ${name}`);
    await select.selectOption('learned');
    await tuneRow(page, name)
      .getByText(/^learned \d/)
      .waitFor();
    await expect.poll(async () => (await stored()).get('learnStatus')).toBe('learned');
    expect((await stored()).get('learnedAt')).toBeTruthy();

    await select.selectOption('learning');
    await expect.poll(async () => (await stored()).get('learnStatus')).toBe('learning');
    expect((await stored()).get('learnedAt')).toBeUndefined();
    await page.reload();
    await expect.poll(() => select.inputValue()).toBe('learning');
  });

  test('keeps notes on a tune, shown as the text that they are', async () => {
    const { page } = await openWithTunes(5);
    const { name } = tuneAt(1);
    const notes = '<b>Starts on G</b>\nsecond part twice';
    await page.getByRole('button', { name: `Notes on ${name}` }).click();
    const dialog = page.getByRole('dialog', { name: `Notes on ${name}` });
    await dialog.getByLabel('Notes', { exact: true }).fill(notes);
    await dialog.getByRole('button', { name: 'Save notes' }).click();
    await tuneRow(page, name).getByText('<b>Starts on G</b>').waitFor();
    expect(await tuneRow(page, name).locator('.tune-notes').textContent()).toBe(notes);
    await page.reload();
    await tuneRow(page, name).getByText('second part twice').waitFor();
  });

  test('loses a tune after a question, which tells that it may come back', async () => {
    const { page, uid } = await openWithTunes(5);
    const { id, name } = tuneAt(4);
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    const question = page.getByRole('dialog', { name: `Delete “${name}”?` });
    await question.getByText('it comes back with the next sync').waitFor();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await tuneRow(page, name).waitFor({ state: 'detached' });
    await page.getByTestId('tune-count').getByText('4 tunes').waitFor();
    expect(await hasFocus(page.getByRole('heading', { name: 'Your collection' }))).toBe(true);
    await expect.poll(async () => (await admin.db.doc(`${paths.userTunes(uid)}/${id}`).get()).exists).toBe(false);
  });
});
