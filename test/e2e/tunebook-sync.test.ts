import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { flawedTunes } from '../../local/stub/thesession/flawed-entries.ts';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { useAdmin } from './harness/data.ts';
import { descriptionOf, hasFocus } from './harness/described.ts';
import { useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { figuresOf, progressOf, startSync, summaryOf, tuneRow } from './harness/tunebook.ts';
import { theSessionControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const theSession = theSessionControl();

beforeEach(async () => {
  await admin.clear();
  await theSession.reset();
});

async function openAsPlayer() {
  const { uid, email } = await admin.newUser();
  const page = await pages.openAs(email);
  await page.getByTestId('no-sync').waitFor();
  return { page, uid, email };
}

/** Pages of the tunebook are held when they are asked for, until the test releases them. */
async function holdPages(...numbers: number[]): Promise<void> {
  for (const page of numbers) await theSession.order({ match: { page }, actions: [{ kind: 'hold' }] });
}

describe('bringing a tunebook over', () => {
  test('the bar moves with the pages, then a summary tells what was done', async () => {
    // Four requests are in flight at most: nothing goes on while these four are held.
    await holdPages(2, 3, 4, 5, 9, 10, 11, 12);
    const { page } = await openAsPlayer();
    const percents = await record(page, '[data-testid="sync-progress"]', 'data-percent');
    const stages = await record(page, '[data-testid="sync-progress"]', 'data-stage');
    const spoken = await record(page, '#announcements', null);

    await startSync(page, 'https://thesession.org/members/600');
    const progress = progressOf(page);
    await progress.getByText('50 of 600 tunes fetched').waitFor();
    await progress.getByText('Tuesday Regular (member 600)').waitFor();
    const bar = progress.getByRole('progressbar', { name: 'Fetching the tunebook from thesession.org' });
    const early = Number(await bar.getAttribute('value'));
    expect(early).toBeGreaterThan(0);
    await theSession.release({}, 4);
    await progress.getByText('400 of 600 tunes fetched').waitFor();
    expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(early);
    await theSession.release({}, 4);

    const summary = summaryOf(page, 'completed');
    await summary.waitFor();
    const figures = { fetched: '600 of 600', added: '600', 'already-there': '0', created: '600' };
    expect(await figuresOf(summary)).toEqual(figures);
    await page.getByTestId('tune-count').getByText('600 tunes').waitFor();
    const moved = (await percents()).map(Number);
    expect(moved.length).toBeGreaterThan(2);
    expect(moved).toEqual([...moved].sort((a, b) => a - b));
    expect((await stages()).slice(0, 2)).toEqual(['starting', 'fetching_metadata']);
    await expect.poll(async () => (await spoken()).join(' ')).toContain('Everything is in your collection.');
    expect((await spoken()).join(' ')).not.toContain('%');
  });

  test('what could not be brought over is listed, tune by tune', async () => {
    const { page } = await openAsPlayer();
    await startSync(page, '99');
    const summary = summaryOf(page, 'completed_with_errors');
    const errors = summary.getByTestId('sync-errors');
    await errors.getByText('8 problems').waitFor();
    expect(await errors.getByRole('listitem').count()).toBe(6);
    await errors.getByText(`Tune ${flawedTunes.namelessUnknown.id} is no longer at thesession.org`).waitFor();
    await errors.getByText(`Tune ${flawedTunes.typelessBlocked.id} is blocked at thesession.org`).waitFor();
    expect(await figuresOf(summary)).toMatchObject({ added: '6' });
  });

  test('a learn status that was changed here outlives the next sync', async () => {
    const { page } = await openAsPlayer();
    await startSync(page, '12');
    await summaryOf(page, 'completed').waitFor();
    const { name } = tuneAt(3);
    await page.getByLabel(`Learn status of ${name}`, { exact: true }).selectOption('learned');
    await tuneRow(page, name)
      .getByText(/^learned \d/)
      .waitFor();

    await startSync(page, '12', 'learning');
    const summary = summaryOf(page, 'completed').filter({ hasText: '12 already in your collection' });
    await summary.waitFor();
    expect(await figuresOf(summary)).toMatchObject({ added: '0', 'already-there': '12', created: '0' });
    const statuses = await page
      .locator('.tune')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-learn-status')));
    expect(statuses.filter((status) => status === 'want to learn').length).toBe(11);
    expect(await tuneRow(page, name).getAttribute('data-learn-status')).toBe('learned');
  });

  test('a private or unknown tunebook is explained', async () => {
    const { page } = await openAsPlayer();
    await startSync(page, '410');
    await summaryOf(page, 'failed').getByText('The tunebook of member 410 was removed or is private.').waitFor();
    expect(await page.getByTestId('sync-problem').count()).toBe(0);
  });

  test('the member is remembered until it is forgotten', async () => {
    const { page, uid } = await openAsPlayer();
    await startSync(page, '12');
    await summaryOf(page, 'completed').waitFor();
    const field = page.getByLabel('Member number or profile address');
    await expect.poll(() => descriptionOf(field)).toContain('Leave it empty to take member 12');
    await startSync(page, '');
    await summaryOf(page, 'completed').filter({ hasText: '12 already in your collection' }).waitFor();

    await page.getByRole('button', { name: 'Forget this member' }).click();
    await expect.poll(() => descriptionOf(field)).not.toContain('member 12');
    expect((await admin.db.doc(`${paths.users}/${uid}`).get()).get('thesessionMemberId')).toBeUndefined();
  });

  test('a bad member number is explained at the field, and nothing is sent', async () => {
    const { page } = await openAsPlayer();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const field = page.getByLabel('Member number or profile address');
    const problems = {
      Máire: 'Write the member’s number, or copy the address of the profile',
      '0': 'Member numbers begin at 1.',
      '99999999999999999999': 'This number is too large for a member.',
      'https://thesession.org/tunes/12': 'This is not a member’s profile.',
      '': 'Write a member’s number',
    };
    for (const [typed, problem] of Object.entries(problems)) {
      await startSync(page, typed);
      await expect.poll(() => descriptionOf(field)).toContain(problem);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await hasFocus(field)).toBe(true);
    }
    await field.fill('12');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBeNull();
    expect(asked.filter((url) => url.includes('syncTunebook'))).toEqual([]);
  });
});
