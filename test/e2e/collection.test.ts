import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Tune, tuneAt } from '../../local/stub/thesession/tunes.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { toast, useBrowser } from './harness/page.ts';
import { chooseTuneItem, tuneRow } from './harness/tunebook.ts';

const pages = useBrowser();
const admin = useAdmin();

/** Firestore's limit of writes in a batch. */
const batchSize = 500;

beforeEach(() => admin.clear());

/** A page of a user who owns the first tunes of the stub; every tenth is learned, the first was added last. */
async function openWithTunes(count: number) {
  const { uid, email } = await admin.newUser();
  const tunes = Array.from({ length: count }, (_, index) => tuneAt(index));
  for (let start = 0; start < count; start += batchSize) {
    const batch = admin.db.batch();
    for (const [offset, tune] of tunes.slice(start, start + batchSize).entries()) {
      batch.set(admin.db.doc(`users/${uid}/tunes/${tune.id}`), ownTune(tune, start + offset));
    }
    await batch.commit();
  }
  const page = await pages.openAs(email);
  await page.getByTestId('tune-count').waitFor();
  return { page, uid, tunes };
}

function ownTune({ id, name, type }: Tune, place: number) {
  const learnStatus = place % 10 === 0 ? 'learned' : 'want to learn';
  const addedAt = new Date(Date.now() - place * 60_000);
  return { tuneId: id, name, type, learnStatus, source: 'thesession.org', addedAt };
}

describe('a collection', () => {
  test('of 3,000 tunes renders as far as it is scrolled', async () => {
    const { page, tunes } = await openWithTunes(3000);
    await page.getByTestId('tune-count').getByText('3,000 tunes').waitFor();
    const rows = () => page.locator('.tune').count();
    expect(await rows()).toBeLessThan(150);
    const scroll = async () => {
      await page.mouse.wheel(0, 6000);
      return await rows();
    };
    await expect.poll(scroll).toBeGreaterThan(400);

    await page.keyboard.press('/');
    await page.keyboard.type('sugain');
    const found = tunes.filter(({ name }) => name.startsWith('Casadh An tSúgáin')).length;
    await page.getByTestId('tune-count').getByText(`${found} of 3,000 tunes`).waitFor();
    expect(await rows()).toBeLessThanOrEqual(60);
  });

  test('is searched in names and notes, and filtered by status and type', async () => {
    const { page, uid, tunes } = await openWithTunes(120);
    await admin.db.doc(`users/${uid}/tunes/${tuneAt(7).id}`).update({ notes: 'From Máire' });
    const count = page.getByTestId('tune-count');
    const search = page.getByLabel('Search names and notes');
    await search.fill('SLIGO kesh');
    await count.getByText('1 of 120 tunes').waitFor();
    await tuneRow(page, 'The Kesh Of Sligo').waitFor();
    await search.fill('maire');
    await tuneRow(page, tuneAt(7).name).waitFor();
    await count.getByText('1 of 120 tunes').waitFor();
    await search.fill('no such tune');
    await page.getByLabel('Sort').selectOption('By type');
    await page.getByRole('button', { name: 'Show all tunes' }).click();
    await count.getByText('120 tunes', { exact: true }).waitFor();
    expect(await search.inputValue()).toBe('');
    expect(await hasFocus(search)).toBe(true);
    expect(await page.getByLabel('Sort').inputValue()).toBe('type');

    const filters = page.getByRole('group', { name: 'Filter by learn status' });
    await filters.getByRole('button', { name: /^Learned 12$/ }).click();
    await count.getByText('12 of 120 tunes').waitFor();
    await filters.getByRole('button', { name: /^All 120$/ }).click();
    const { type } = tuneAt(0);
    const ofType = tunes.filter((tune) => tune.type === type).length;
    await page.getByLabel('Filter by type').selectOption(`${type} (${ofType})`);
    await count.getByText(`${ofType} of 120 tunes`).waitFor();
  });

  test('is sorted by name, by type and by the date of adding', async () => {
    const { page, tunes } = await openWithTunes(40);
    const first = () => page.locator('.tune .row-title a').first().textContent();
    const collator = new Intl.Collator('en', { numeric: true });
    const byName = [...tunes].sort((a, b) => collator.compare(a.name, b.name));
    await expect.poll(first).toContain(byName[0]?.name);
    await page.getByLabel('Sort').selectOption('Newest first');
    await expect.poll(first).toContain(tuneAt(0).name);
    await page.getByLabel('Sort').selectOption('By type');
    const byType = [...tunes].sort((a, b) => collator.compare(a.type, b.type) || collator.compare(a.name, b.name));
    await expect.poll(first).toContain(byType[0]?.name);
  });

  test('links each tune to its page at thesession.org', async () => {
    const { page } = await openWithTunes(2);
    const link = tuneRow(page, tuneAt(1).name).getByRole('link');
    expect(await link.getAttribute('href')).toBe(`https://thesession.org/tunes/${tuneAt(1).id}`);
  });

  test('exports the tunes that are shown as CSV', async () => {
    const { page } = await openWithTunes(20);
    await page.getByRole('button', { name: /^Learned/ }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('tunebook.csv');
    const lines = (await text(await download.createReadStream())).trim().split('\r\n');
    expect(lines.length).toBe(3);
    expect(lines.join()).toContain(`${tuneAt(0).name},${tuneAt(0).type},learned`);
    await toast(page, '2 tunes exported.').waitFor();
  });
});

describe('a tune', () => {
  test('has its learn status changed in place, with the date when it was learned', async () => {
    const { page, uid } = await openWithTunes(5);
    const { id, name } = tuneAt(2);
    const stored = () => admin.db.doc(`users/${uid}/tunes/${id}`).get();
    const select = page.getByLabel(`Learn status of ${name}`, { exact: true });
    await select.selectOption('learned');
    await toast(page, `“${name}” marked as “learned”.`).waitFor();
    await tuneRow(page, name)
      .getByText(/Learned \d/)
      .waitFor();
    expect((await stored()).get('learnStatus')).toBe('learned');
    expect((await stored()).get('learnedAt')).toBeTruthy();
    await select.selectOption('learning');
    await expect.poll(async () => (await stored()).get('learnStatus')).toBe('learning');
    expect((await stored()).get('learnedAt')).toBeUndefined();
  });

  test('that leaves the filter hands the focus to the next one', async () => {
    const { page } = await openWithTunes(5);
    await page.getByRole('button', { name: /^Want to learn/ }).click();
    const selects = page.locator('.tune select');
    await expect.poll(() => selects.count()).toBe(4);
    const next = await selects.nth(2).getAttribute('aria-label');
    await selects.nth(1).focus();
    await selects.nth(1).selectOption('learning');
    await expect.poll(() => selects.count()).toBe(3);
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(next);
  });

  test('that stays in the filter does not take the focus back from where the user went on', async () => {
    const { page } = await openWithTunes(130);
    const rows = page.locator('.tune');
    const shown = await rows.count();
    const select = page.locator('.tune select').nth(5);
    await select.focus();
    await select.selectOption('learning');
    await page.getByTestId('toasts').getByRole('button', { name: 'Close the message' }).click();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect.poll(() => rows.count()).toBeGreaterThan(shown);
    expect(await hasFocus(page.locator('body'))).toBe(true);
  });

  test('keeps notes, shown as text', async () => {
    const { page, uid } = await openWithTunes(5);
    const { id, name } = tuneAt(1);
    const notes = '<b>Starts on G</b>\nsecond part twice';
    await chooseTuneItem(page, name, 'Add notes');
    const dialog = page.getByRole('dialog', { name: `Notes on ${name}` });
    await dialog.getByLabel('Notes', { exact: true }).fill(notes);
    await dialog.getByRole('button', { name: 'Save notes' }).click();
    await toast(page, `Notes on “${name}” saved.`).waitFor();
    await tuneRow(page, name).getByText('<b>Starts on G</b>').waitFor();
    expect((await admin.db.doc(`users/${uid}/tunes/${id}`).get()).get('notes')).toBe(notes);
  });

  test('is deleted after a question, and the deletion can be undone', async () => {
    const { page, uid } = await openWithTunes(5);
    const { id, name } = tuneAt(4);
    const reference = admin.db.doc(`users/${uid}/tunes/${id}`);
    await chooseTuneItem(page, name, 'Delete');
    const question = page.getByRole('dialog', { name: `Delete “${name}”?` });
    await question.getByText('The next import adds it again').waitFor();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByTestId('tune-count').getByText('4 tunes').waitFor();
    await page.getByTestId('toasts').getByRole('button', { name: 'Undo' }).click();
    await tuneRow(page, name).waitFor();
    expect((await reference.get()).exists).toBe(true);

    await chooseTuneItem(page, name, 'Delete');
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await tuneRow(page, name).waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(page.locator('.tune button.icon:focus'))).toBe(true);
    await page.reload();
    await page.getByTestId('tune-count').getByText('4 tunes').waitFor();
    expect((await reference.get()).exists).toBe(false);
  });
});
