import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { memberOf } from '../../local/stub/thesession/members.ts';
import { useAdmin } from './harness/data.ts';
import { useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { figuresOf, progressOf, startSync, summaryOf } from './harness/tunebook.ts';
import { theSessionControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const theSession = theSessionControl();

/** Somebody with three pages of tunes. */
const threePages = String(memberOf(150));

beforeEach(async () => {
  await admin.clear();
  await theSession.reset();
});

async function openAsPlayer() {
  const { uid, email } = await admin.newUser();
  return { page: await pages.openAs(email), uid, email };
}

describe('a sync that runs', () => {
  beforeEach(() => theSession.order({ match: { page: 3 }, actions: [{ kind: 'hold' }] }));

  test('is found where it is when the page is opened in the middle', async () => {
    const { page } = await openAsPlayer();
    await startSync(page, threePages);
    await progressOf(page).getByText('100 of 150 tunes fetched').waitFor();
    await page.reload();
    await progressOf(page).getByText('100 of 150 tunes fetched').waitFor();
    expect(await page.getByRole('button', { name: 'Sync', exact: true }).isDisabled()).toBe(true);

    await theSession.release();
    const summary = summaryOf(page, 'completed');
    await summary.waitFor();
    expect(await figuresOf(summary)).toMatchObject({ fetched: '150 of 150', added: '150' });
    expect(await page.getByRole('button', { name: 'Sync', exact: true }).isEnabled()).toBe(true);
  });

  test('stops when it is cancelled, and what was added stays', async () => {
    const { page } = await openAsPlayer();
    await startSync(page, threePages);
    await progressOf(page).getByText('100 of 150 tunes fetched').waitFor();
    const button = progressOf(page).getByRole('button');
    await button.click();
    await button.getByText('Cancelling …').waitFor();
    await summaryOf(page, 'cancelled').getByText('after adding 100 tunes').waitFor();
    await page.getByTestId('tune-count').getByText('100 tunes').waitFor();
    expect(await page.getByTestId('sync-problem').count()).toBe(0);
  });

  test('is followed, without an error, by whoever asks for one meanwhile', async () => {
    const { page: first, email } = await openAsPlayer();
    const second = await pages.openAs(email);
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await second.route('**/syncTunebook', async (route) => {
      await gate;
      await route.continue();
    });
    await startSync(second, threePages);
    await progressOf(second).getByText('Starting …').waitFor();
    await startSync(first, threePages);
    await progressOf(first).getByText('100 of 150 tunes fetched').waitFor();

    const answered = second.waitForResponse(
      (response) => response.url().endsWith('/syncTunebook') && response.status() !== 204,
    );
    letGo();
    expect((await answered).status()).toBe(409);
    await progressOf(second).getByText('100 of 150 tunes fetched').waitFor();
    await theSession.release();
    await summaryOf(second, 'completed').waitFor();
    await summaryOf(first, 'completed').waitFor();
    expect(await second.getByTestId('sync-problem').count()).toBe(0);
    expect(await second.getByTestId('toasts').textContent()).toBe('');
  });
});

describe('a sync whose instance died', () => {
  test('is given up before one’s eyes when its lease is over, and can be run again', async () => {
    const { page, uid } = await openAsPlayer();
    await page.getByTestId('no-sync').waitFor();
    const spoken = await record(page, '#announcements', null);
    const now = Date.now();
    await admin.db.doc(`${paths.tunebookSyncs}/${uid}`).set({
      status: 'fetching_metadata',
      progressPercent: 35,
      tunesFetched: 300,
      tunesTotal: 600,
      memberId: 12,
      memberName: 'Kitchen Fiddler',
      learnStatus: 'learning',
      startedAt: Timestamp.fromMillis(now - 60_000),
      leaseOwner: 'an instance that died',
      leaseExpiresAt: Timestamp.fromMillis(now + 2000),
    });
    await progressOf(page).getByText('300 of 600 tunes fetched').waitFor();
    const givenUp = page.getByTestId('sync-given-up');
    await givenUp.getByText('stopped without finishing, at 35 %').waitFor();
    await expect.poll(async () => (await spoken()).join(' ')).toContain('The sync stopped without finishing.');

    await givenUp.getByRole('button', { name: 'Run again' }).click();
    await summaryOf(page, 'completed').getByText('12 tunes added').waitFor();
    expect(await page.locator('.tune[data-learn-status="learning"]').count()).toBe(12);
  });
});
