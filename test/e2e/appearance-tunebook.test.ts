import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { inspectorOf } from './harness/appearance.ts';
import { useAdmin } from './harness/data.ts';
import { useBrowser } from './harness/page.ts';
import {
  chooseTuneItem,
  lastImport,
  openImportDialog,
  openNewPlayer,
  progressOf,
  startImport,
} from './harness/tunebook.ts';
import { theSessionControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();
const theSession = theSessionControl();

const { inspect, missing } = inspectorOf([
  'no tunes',
  'import dialog',
  'import problem',
  'running import',
  'imported',
  'imported with problems',
  'import failed',
  'import stopped',
  'no tune matches',
  'tune menu',
  'notes',
]);

beforeEach(async () => {
  await admin.clear();
  await theSession.reset();
});

describe('wide and light, narrow and dark, nothing overflows and axe finds nothing', () => {
  test('before the first import', async () => {
    const { page } = await openNewPlayer(pages, admin);
    expect(await inspect(page, 'no tunes')).toEqual([]);
    await openImportDialog(page);
    expect(await inspect(page, 'import dialog')).toEqual([]);
    await startImport(page, 'https://example.com/members/12');
    await page.getByText('This address is not at thesession.org.').waitFor();
    expect(await inspect(page, 'import problem')).toEqual([]);
  });

  test('a running import, a finished one, and an empty filter', async () => {
    const { page, uid } = await openNewPlayer(pages, admin);
    await admin.db.doc(`tunebookSyncs/${uid}`).set({
      status: 'adding_to_collection',
      progressPercent: 72,
      tunesFetched: 12,
      tunesTotal: 12,
      personTunesAdded: 4,
      memberId: 12,
      memberName: 'Kitchen Fiddler',
      updatedAt: Timestamp.now(),
      leaseExpiresAt: Timestamp.fromMillis(Date.now() + 3_600_000),
    });
    await progressOf(page).getByText('12 of 12 tunes found').waitFor();
    expect(await inspect(page, 'running import')).toEqual([]);
    await admin.db.doc(`tunebookSyncs/${uid}`).delete();
    await startImport(page, '12');
    await lastImport(page, 'completed').waitFor();
    expect(await inspect(page, 'imported')).toEqual([]);
    await page.getByRole('button', { name: /^Learning/ }).click();
    await page.getByText('No tune matches these filters.').waitFor();
    expect(await inspect(page, 'no tune matches')).toEqual([]);
  });

  test('an import with problems, and a tune with notes', async () => {
    const { page, uid } = await openNewPlayer(pages, admin);
    await startImport(page, '99');
    await lastImport(page, 'completed_with_errors').locator('summary').click();
    const notes = `Learned from ${'Máire and Seán and '.repeat(10)}`;
    const change = { learnStatus: 'learned', learnedAt: Timestamp.now(), notes };
    await admin.db.doc(`users/${uid}/tunes/${tuneAt(0).id}`).update(change);
    await page.getByText(/· Learned \d/).waitFor();
    expect(await inspect(page, 'imported with problems')).toEqual([]);
    await page.getByRole('button', { name: `Actions for ${tuneAt(0).name}` }).click();
    expect(await inspect(page, 'tune menu')).toEqual([]);
    await page.keyboard.press('Escape');
    await chooseTuneItem(page, tuneAt(0).name, 'Edit notes');
    await page.getByTestId('notes-dialog').waitFor();
    expect(await inspect(page, 'notes')).toEqual([]);
  });

  test('a failed import, and one that stopped', async () => {
    const { page, uid } = await openNewPlayer(pages, admin);
    await startImport(page, '410');
    await lastImport(page, 'failed').waitFor();
    expect(await inspect(page, 'import failed')).toEqual([]);
    await admin.db
      .doc(`tunebookSyncs/${uid}`)
      .update({ status: 'fetching_metadata', leaseExpiresAt: Timestamp.fromMillis(0), updatedAt: Timestamp.now() });
    await page.getByTestId('import-given-up').waitFor();
    expect(await inspect(page, 'import stopped')).toEqual([]);
  });

  test('no state of the list is left out', () => {
    expect(missing()).toEqual([]);
  });
});
