import { beforeEach, describe, expect, test } from 'vitest';
import { flawedTunes } from '../../local/stub/thesession/flawed-entries.ts';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { useAdmin } from './harness/data.ts';
import { descriptionOf, hasFocus } from './harness/described.ts';
import { toast, useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import {
  figuresOf,
  importDialog,
  lastImport,
  memberField,
  openImportDialog,
  openNewPlayer,
  progressOf,
  startImport,
  tuneRow,
} from './harness/tunebook.ts';
import { theSessionControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const theSession = theSessionControl();

beforeEach(async () => {
  await admin.clear();
  await theSession.reset();
});

/** Holds these pages of the tunebook until the test releases them. */
async function holdPages(...numbers: number[]): Promise<void> {
  for (const page of numbers) await theSession.order({ match: { page }, actions: [{ kind: 'hold' }] });
}

describe('importing a tunebook', () => {
  test('moves the bar with the pages, then shows member, time and result', async () => {
    // At most four requests are in flight: the import waits while these four are held.
    await holdPages(2, 3, 4, 5, 9, 10, 11, 12);
    const { page, tunes } = await openNewPlayer(pages, admin);
    const percents = await record(page, '[data-testid="import-progress"]', 'data-percent');
    const spoken = await record(page, '#announcements', null);
    await startImport(page, 'https://thesession.org/members/600');
    const progress = progressOf(page);
    await progress.getByText('50 of 600 tunes found').waitFor();
    await progress.getByText('Tuesday Regular (member 600)').waitFor();
    const bar = progress.getByRole('progressbar', { name: 'Reading the tunebook at thesession.org' });
    const early = Number(await bar.getAttribute('value'));
    expect(early).toBeGreaterThan(0);
    await theSession.release({}, 4);
    await progress.getByText('400 of 600 tunes found').waitFor();
    expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(early);
    await theSession.release({}, 4);

    const result = lastImport(page, 'completed');
    await result.getByText('Tuesday Regular (member 600)').waitFor();
    await result.getByText('now', { exact: true }).waitFor();
    expect(await figuresOf(result)).toEqual({
      found: '600 found',
      added: '600 added',
      kept: '0 already in your collection',
    });
    await toast(page, '600 tunes added.').waitFor();
    await page.getByTestId('tune-count').getByText('600 tunes').waitFor();
    const moved = (await percents()).map(Number);
    expect(moved.length).toBeGreaterThan(2);
    expect(moved).toEqual([...moved].sort((a, b) => a - b));
    await expect.poll(async () => (await spoken()).join(' ')).toContain('Imported.');
    expect((await tunes()).length).toBe(600);
  });

  test('hands the focus to its progress, and to the result', async () => {
    await holdPages(1);
    const { page } = await openNewPlayer(pages, admin);
    await startImport(page, '12');
    await progressOf(page).waitFor();
    await expect.poll(() => hasFocus(page.locator('#import-status'))).toBe(true);
    await progressOf(page).getByRole('button', { name: 'Cancel' }).focus();
    await theSession.release();
    await lastImport(page, 'completed').waitFor();
    await expect.poll(() => hasFocus(page.locator('#import-status'))).toBe(true);
  });

  test('lists what could not be imported, tune by tune', async () => {
    const { page, tunes } = await openNewPlayer(pages, admin);
    await startImport(page, '99');
    const errors = lastImport(page, 'completed_with_errors').getByTestId('import-errors');
    await errors.getByText('8 problems').click();
    await errors.getByText(new RegExp(`Tune ${flawedTunes.namelessUnknown.id}`)).waitFor();
    await errors.getByText(new RegExp(`Tune ${flawedTunes.typelessBlocked.id}`)).waitFor();
    expect((await tunes()).length).toBe(6);
  });

  test('counts equal problems once, and the rest that the list leaves out', async () => {
    const { page, uid } = await openNewPlayer(pages, admin);
    const errors = [
      { tuneId: null, message: 'An entry has no tune number.', count: 4 },
      { tuneId: -3, message: 'An entry has no tune number.', count: 1 },
      { tuneId: 77, message: 'Not found.', count: 1 },
    ];
    const counts = { tunesFetched: 14, tunesTotal: 14, personTunesAdded: 6, errorCount: 20, errors };
    await admin.db.doc(`tunebookSyncs/${uid}`).set({ status: 'completed_with_errors', memberId: 99, ...counts });
    const shown = lastImport(page, 'completed_with_errors').getByTestId('import-errors');
    await shown.getByText('20 problems').click();
    expect(await shown.locator('li').allTextContents()).toEqual([
      'An entry has no tune number. (5 times)',
      'Tune 77: Not found.',
      'And 14 more',
    ]);
  });

  test('keeps a learn status that was changed here', async () => {
    const { page, tunes } = await openNewPlayer(pages, admin);
    await startImport(page, '12');
    await lastImport(page, 'completed').waitFor();
    const { name } = tuneAt(3);
    await page.getByLabel(`Learn status of ${name}`, { exact: true }).selectOption('learned');
    await toast(page, `“${name}” marked as “learned”.`).waitFor();
    await startImport(page, '12', 'learning');
    await lastImport(page, 'completed').getByText('12 already in your collection').waitFor();
    expect(await tuneRow(page, name).getAttribute('data-learn-status')).toBe('learned');
    const statuses = (await tunes()).map((tune) => tune.get('learnStatus')).sort();
    expect(statuses).toEqual(['learned', ...Array.from({ length: 11 }, () => 'want to learn')]);
  });

  test('of an empty tunebook says that it is empty', async () => {
    const { page } = await openNewPlayer(pages, admin);
    await startImport(page, '7');
    await lastImport(page, 'completed').getByText('This tunebook is empty').first().waitFor();
    await page.getByText('No tunes yet').waitFor();
  });

  test('of a private tunebook shows the failure where it was asked for', async () => {
    const { page, tunes } = await openNewPlayer(pages, admin);
    await startImport(page, '410');
    await lastImport(page, 'failed').getByText('removed or is private').waitFor();
    await toast(page, 'removed or is private').waitFor();
    await page.getByTestId('toasts').getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.locator('.toast').count()).toBe(1);
    expect(await tunes()).toEqual([]);
  });

  test('of a member who does not exist says that, in other words', async () => {
    const { page, tunes } = await openNewPlayer(pages, admin);
    await startImport(page, '404404');
    const message = await lastImport(page, 'failed').locator('.note').textContent();
    expect(message).toContain('404404');
    expect(message).not.toContain('private');
    expect((await theSession.requests({})).length).toBe(1);
    expect(await tunes()).toEqual([]);
  });

  test('remembers the member until it is forgotten', async () => {
    const { page, uid } = await openNewPlayer(pages, admin);
    await startImport(page, '12');
    await lastImport(page, 'completed').waitFor();
    await openImportDialog(page);
    await expect.poll(() => descriptionOf(memberField(page))).toContain('Leave empty to use member 12.');
    await startImport(page, '');
    await lastImport(page, 'completed').getByText('12 already in your collection').waitFor();
    await openImportDialog(page);
    await page.getByRole('button', { name: 'Forget this member' }).click();
    await expect.poll(() => descriptionOf(memberField(page))).not.toContain('member 12');
    // The page shows its own write before the server has it.
    await toast(page, 'Member forgotten.').waitFor();
    expect((await admin.db.doc(`users/${uid}`).get()).get('thesessionMemberId')).toBeUndefined();
  });
});

describe('the member field', () => {
  test('explains a wrong number or address, and sends nothing', async () => {
    const { page } = await openNewPlayer(pages, admin);
    await openImportDialog(page);
    const problems = {
      '0': 'Member numbers begin at 1.',
      '-5': 'A member number is a whole number',
      '99999999999999999999': 'This number is too large.',
      'https://thesession.org/tunes/12': 'This is not a member profile.',
      '': 'Enter a name, a member number or a profile address.',
    };
    for (const [typed, problem] of Object.entries(problems)) {
      await startImport(page, typed);
      await expect.poll(() => descriptionOf(memberField(page))).toContain(problem);
      expect(await memberField(page).getAttribute('aria-invalid')).toBe('true');
      expect(await hasFocus(memberField(page))).toBe(true);
    }
    await memberField(page).fill('12');
    await expect.poll(() => memberField(page).getAttribute('aria-invalid')).toBeNull();
    expect(await theSession.requests({})).toEqual([]);
  });

  test('finds a member by name, chosen with the keyboard', async () => {
    const { page, tunes } = await openNewPlayer(pages, admin);
    await openImportDialog(page);
    await memberField(page).pressSequentially('kitchen');
    await page.getByRole('option', { name: /Kitchen Fiddler/ }).waitFor();
    expect(await memberField(page).getAttribute('aria-expanded')).toBe('true');
    await importDialog(page).getByRole('button', { name: 'Import tunebook' }).click();
    await expect.poll(() => descriptionOf(memberField(page))).toContain('Choose a member from the list.');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await memberField(page).inputValue()).toBe('Kitchen Fiddler');
    await expect.poll(() => descriptionOf(memberField(page))).toContain('Member 12');
    await page.keyboard.press('Enter');
    await lastImport(page, 'completed').getByText('Kitchen Fiddler (member 12)').waitFor();
    expect((await tunes()).length).toBe(12);
  });

  test('says when no member has the name, and when the search does not work', async () => {
    const { page } = await openNewPlayer(pages, admin);
    await openImportDialog(page);
    await memberField(page).fill('no such name');
    await expect.poll(() => descriptionOf(memberField(page))).toContain('No member has this name.');
    await theSession.order({ match: {}, actions: [{ kind: 'status', status: 503 }], times: null });
    await memberField(page).fill('kitchen');
    await expect
      .poll(() => descriptionOf(memberField(page)))
      .toContain('Enter the member number or paste the profile address.');
  });
});
