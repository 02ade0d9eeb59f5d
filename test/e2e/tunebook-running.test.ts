import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { memberOf } from '../../local/stub/thesession/members.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { useBrowser } from './harness/page.ts';
import { record } from './harness/recorder.ts';
import { figuresOf, lastImport, progressOf, startImport } from './harness/tunebook.ts';
import { theSessionControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const theSession = theSessionControl();

/** A member with three pages of tunes. */
const threePages = String(memberOf(150));

beforeEach(async () => {
  await admin.clear();
  await theSession.reset();
});

async function openAsPlayer() {
  const { uid, email } = await admin.newUser();
  return { page: await pages.openAs(email), uid, email };
}

describe('a running import', () => {
  beforeEach(() => theSession.order({ match: { page: 3 }, actions: [{ kind: 'hold' }] }));

  test('shows its progress after a reload', async () => {
    const { page, uid } = await openAsPlayer();
    await startImport(page, threePages);
    await progressOf(page).getByText('100 of 150 tunes found').waitFor();
    await page.reload();
    await progressOf(page).getByText('100 of 150 tunes found').waitFor();
    const button = page.getByRole('button', { name: 'Import tunebook' }).first();
    expect(await button.getAttribute('aria-disabled')).toBe('true');

    await theSession.release();
    const result = lastImport(page, 'completed');
    await result.waitFor();
    expect(await figuresOf(result)).toMatchObject({ found: '150 found', added: '150 added' });
    expect(await button.getAttribute('aria-disabled')).toBe('false');
    expect((await admin.db.collection(`users/${uid}/tunes`).count().get()).data().count).toBe(150);
  });

  test('stops when it is cancelled, keeps what was added, and hands the focus to the result', async () => {
    const { page, uid } = await openAsPlayer();
    await startImport(page, threePages);
    await progressOf(page).getByText('100 of 150 tunes found').waitFor();
    const button = progressOf(page).getByRole('button');
    await button.click();
    await button.getByText('Cancelling …').waitFor();
    await lastImport(page, 'cancelled').waitFor();
    await expect.poll(() => hasFocus(page.locator('#import-status'))).toBe(true);
    await page.getByTestId('tune-count').getByText('100 tunes').waitFor();
    expect(await page.locator('.toast[data-tone="problem"]').count()).toBe(0);
    expect((await admin.db.doc(`tunebookSyncs/${uid}`).get()).get('status')).toBe('cancelled');
  });

  test('is followed without an error by a page that asks for one meanwhile', async () => {
    const { page: first, email } = await openAsPlayer();
    const second = await pages.openAs(email);
    let goOn = () => {};
    const paused = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await second.route('**/syncTunebook', async (route) => {
      await paused;
      await route.continue();
    });
    await startImport(second, threePages);
    await progressOf(second).getByText('Starting the import …').waitFor();
    await startImport(first, threePages);
    await progressOf(first).getByText('100 of 150 tunes found').waitFor();

    const answered = second.waitForResponse(
      (response) => response.url().endsWith('/syncTunebook') && response.status() !== 204,
    );
    goOn();
    expect((await answered).status()).toBe(409);
    await progressOf(second).getByText('100 of 150 tunes found').waitFor();
    await theSession.release();
    await lastImport(second, 'completed').waitFor();
    await lastImport(first, 'completed').waitFor();
    expect(await second.locator('.toast[data-tone="problem"]').count()).toBe(0);
  });
});

describe('an import whose instance died', () => {
  /** A run that reported this long ago by its own clock, with this much of its lease left then. */
  function report(agoMs: number, leaseMs: number) {
    const at = Date.now() - agoMs;
    return {
      status: 'fetching_metadata',
      progressPercent: 35,
      tunesFetched: 300,
      tunesTotal: 600,
      memberId: 12,
      memberName: 'Kitchen Fiddler',
      learnStatus: 'learning',
      startedAt: Timestamp.fromMillis(at - 60_000),
      updatedAt: Timestamp.fromMillis(at),
      leaseOwner: 'an instance that died',
      leaseExpiresAt: Timestamp.fromMillis(at + leaseMs),
    };
  }

  test('is given up when nothing came for the rest of the lease, and can be run again', async () => {
    const { page, uid } = await openAsPlayer();
    await page.getByTestId('no-tunes').waitFor();
    const spoken = await record(page, '#announcements', null);
    await admin.db.doc(`tunebookSyncs/${uid}`).set(report(0, 2000));
    await progressOf(page).getByText('300 of 600 tunes found').waitFor();
    const givenUp = page.getByTestId('import-given-up');
    await givenUp.getByText('Import stopped at 35 %').waitFor();
    await expect.poll(async () => (await spoken()).join(' ')).toContain('The import stopped.');

    await givenUp.getByRole('button', { name: 'Import again' }).click();
    await lastImport(page, 'completed').getByText('12 added').waitFor();
    await expect.poll(() => page.locator('.tune[data-learn-status="learning"]').count()).toBe(12);
    expect((await admin.db.collection(`users/${uid}/tunes`).count().get()).data().count).toBe(12);
  });

  test('is not given up by a device whose clock is ahead', async () => {
    const { page, uid } = await openAsPlayer();
    await page.getByTestId('no-tunes').waitFor();
    // For the device, the lease ended long ago.
    await admin.db.doc(`tunebookSyncs/${uid}`).set(report(120_000, 60_000));
    await progressOf(page).getByText('300 of 600 tunes found').waitFor();
    await admin.db.doc(`tunebookSyncs/${uid}`).update({
      tunesFetched: 350,
      updatedAt: Timestamp.fromMillis(Date.now() - 119_000),
      leaseExpiresAt: Timestamp.fromMillis(Date.now() - 59_000),
    });
    await progressOf(page).getByText('350 of 600 tunes found').waitFor();
    expect(await page.getByTestId('import-given-up').count()).toBe(0);
  });
});
