import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { inspect } from './harness/appearance.ts';
import { useAdmin } from './harness/data.ts';
import { useBrowser } from './harness/page.ts';
import { progressOf, startSync, summaryOf } from './harness/tunebook.ts';
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
  return { page, uid };
}

describe('wide and narrow, light and dark, nothing is cut off and axe finds nothing serious', () => {
  test('before the first sync, with a bad member number', async () => {
    const { page } = await openAsPlayer();
    await startSync(page, 'https://example.com/members/12');
    await page.getByText('This address is not at thesession.org.').waitFor();
    expect(await inspect(page, 'tunebook-empty')).toEqual([]);
  });

  test('a running sync, and one that is through', async () => {
    const { page, uid } = await openAsPlayer();
    await admin.db.doc(`${paths.tunebookSyncs}/${uid}`).set({
      status: 'adding_to_collection',
      progressPercent: 72,
      tunesFetched: 12,
      tunesTotal: 12,
      personTunesAdded: 4,
      memberId: 12,
      memberName: 'Kitchen Fiddler',
      leaseExpiresAt: Timestamp.fromMillis(Date.now() + 3_600_000),
    });
    await progressOf(page).getByText('72 %').waitFor();
    expect(await inspect(page, 'tunebook-running')).toEqual([]);
    await admin.db.doc(`${paths.tunebookSyncs}/${uid}`).delete();
    await startSync(page, '12');
    await summaryOf(page, 'completed').waitFor();
    expect(await inspect(page, 'tunebook-completed')).toEqual([]);
  });

  test('a summary with errors, above a collection with notes', async () => {
    const { page, uid } = await openAsPlayer();
    await startSync(page, '99');
    await summaryOf(page, 'completed_with_errors').waitFor();
    const notes = `Learned from ${'Máire and Seán and '.repeat(10)}`;
    const change = { learnStatus: 'learned', learnedAt: Timestamp.now(), notes };
    await admin.db.doc(`${paths.userTunes(uid)}/${tuneAt(0).id}`).update(change);
    await page.getByText(/^learned \d/).waitFor();
    expect(await inspect(page, 'tunebook-summary')).toEqual([]);

    await page.getByRole('button', { name: `Notes on ${tuneAt(0).name}` }).click();
    await page.getByTestId('notes-dialog').waitFor();
    expect(await inspect(page, 'tunebook-notes')).toEqual([]);
  });

  test('a sync that failed, and one that was given up', async () => {
    const { page, uid } = await openAsPlayer();
    await startSync(page, '410');
    await summaryOf(page, 'failed').waitFor();
    expect(await inspect(page, 'tunebook-failed')).toEqual([]);
    const ended = { status: 'fetching_metadata', leaseExpiresAt: Timestamp.fromMillis(0) };
    await admin.db.doc(`${paths.tunebookSyncs}/${uid}`).update(ended);
    await page.getByTestId('sync-given-up').waitFor();
    expect(await inspect(page, 'tunebook-given-up')).toEqual([]);
  });
});
