import { Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { useAdmin } from './harness/data.ts';
import { chooseAccountItem, useBrowser } from './harness/page.ts';
import { tuneRow } from './harness/tunebook.ts';

const pages = useBrowser();
const admin = useAdmin();

beforeEach(() => admin.clear());

async function openWithTune() {
  const { uid, email } = await admin.newUser();
  const { id, name, type } = tuneAt(0);
  await admin.db.doc(`users/${uid}/tunes/${id}`).set({ tuneId: id, name, type, learnStatus: 'learning' });
  const page = await pages.openAs(email);
  await tuneRow(page, name).waitFor();
  return { page, uid };
}

async function confirmDeletion(page: Page): Promise<void> {
  await chooseAccountItem(page, 'Delete my data');
  const dialog = page.getByTestId('delete-data');
  await dialog.getByLabel('Type DELETE to confirm').fill('DELETE');
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
}

describe('deleting one’s data', () => {
  test('does nothing until the word is typed', async () => {
    const { page, uid } = await openWithTune();
    await chooseAccountItem(page, 'Delete my data');
    const dialog = page.getByTestId('delete-data');
    await dialog.getByLabel('Type DELETE to confirm').fill('delete it');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await admin.db.doc(`accountDeletions/${uid}`).get()).exists).toBe(false);
  });

  test('shows its progress, deletes tunes and account, and signs out', async () => {
    const { page, uid } = await openWithTune();
    let goOn = () => {};
    const paused = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/deleteMyData', async (route) => {
      await paused;
      await route.continue();
    });
    await confirmDeletion(page);
    await admin.db
      .doc(`accountDeletions/${uid}`)
      .set({ status: 'deleting', tunesDeleted: 7, startedAt: Timestamp.now() });
    await page.getByTestId('delete-data').getByText('7 tunes deleted').waitFor();
    goOn();
    await page.getByText('Your data was deleted.').waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect((await admin.db.collection(`users/${uid}/tunes`).count().get()).data().count).toBe(0);
    await expect(admin.auth.getUser(uid)).rejects.toMatchObject({ code: 'auth/user-not-found' });
  });

  test('is refused while an import runs, and says so', async () => {
    const { page, uid } = await openWithTune();
    await admin.db.doc(`tunebookSyncs/${uid}`).set({
      status: 'fetching_metadata',
      updatedAt: Timestamp.now(),
      leaseOwner: 'a run',
      leaseExpiresAt: Timestamp.fromMillis(Date.now() + 60_000),
    });
    await confirmDeletion(page);
    await page.getByTestId('delete-data').getByRole('alert').waitFor();
    expect((await admin.db.collection(`users/${uid}/tunes`).count().get()).data().count).toBe(1);
  });

  test('asks for a recent sign-in when the function does, and keeps drafts unless that is confirmed', async () => {
    const { page, uid } = await openWithTune();
    const draft = `reelsync.draft.${uid}.notes:1`;
    await page.evaluate((key) => localStorage.setItem(key, '"Starts on G"'), draft);
    const error = { status: 'FAILED_PRECONDITION', message: 'Too old.', details: { reason: 'recent-sign-in' } };
    await page.route('**/deleteMyData', (route) =>
      route.request().method() === 'OPTIONS'
        ? route.continue()
        : route.fulfill({ status: 400, headers: { 'access-control-allow-origin': '*' }, json: { error } }),
    );
    await confirmDeletion(page);
    const dialog = page.getByTestId('delete-data');
    await dialog.getByText('sign in again first').waitFor();
    await dialog.getByRole('button', { name: 'Sign in again' }).click();
    const question = page.getByRole('dialog', { name: 'Sign out now?' });
    await question.getByText('You have unsaved drafts.').waitFor();
    expect(await page.evaluate((key) => localStorage.getItem(key), draft)).not.toBeNull();
    await question.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });
});
