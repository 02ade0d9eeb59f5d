import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import type { Locator, Page } from 'playwright-core';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import type { ProgressStatus } from '../../../functions/src/shared/progress-status.ts';
import type { AdminAccess } from './data.ts';
import type { Pages } from './page.ts';

/** A new user with an empty collection, and their page. */
export interface NewPlayer {
  page: Page;
  uid: string;
  email: string;
  /** The tunes of their collection in Firestore. */
  tunes(): Promise<QueryDocumentSnapshot[]>;
}

/** Signs in a new user; resolves when the page shows their empty collection. */
export async function openNewPlayer(pages: Pages, admin: AdminAccess): Promise<NewPlayer> {
  const { uid, email } = await admin.newUser();
  const page = await pages.openAs(email);
  await page.getByTestId('no-tunes').waitFor();
  return { page, uid, email, tunes: async () => (await admin.db.collection(`users/${uid}/tunes`).get()).docs };
}

/** The dialog that imports a tunebook. */
export function importDialog(page: Page): Locator {
  return page.getByTestId('import-dialog');
}

/** The field for the member in that dialog. */
export function memberField(page: Page): Locator {
  return importDialog(page).getByRole('combobox', { name: 'Member of thesession.org' });
}

/** Opens the import dialog, unless it is open. */
export async function openImportDialog(page: Page): Promise<void> {
  if (await importDialog(page).isVisible()) return;
  await page.getByRole('button', { name: 'Import tunebook' }).first().click();
  await importDialog(page).waitFor();
}

/** Submits the import dialog. */
export async function startImport(page: Page, member: string, learnStatus?: LearnStatus): Promise<void> {
  await openImportDialog(page);
  await memberField(page).fill(member);
  if (learnStatus !== undefined) await importDialog(page).getByLabel('Mark new tunes as').selectOption(learnStatus);
  await importDialog(page).getByRole('button', { name: 'Import tunebook' }).click();
}

/** The running import. */
export function progressOf(page: Page): Locator {
  return page.getByTestId('import-progress');
}

/** The last import, once it has this status. */
export function lastImport(page: Page, status: ProgressStatus): Locator {
  return page.getByTestId('last-import').and(page.locator(`[data-status="${status}"]`));
}

/** The figures of an import by name. */
export async function figuresOf(shown: Locator): Promise<Record<string, string>> {
  const figures = await shown.locator('[data-figure]').all();
  const pairs = figures.map(async (figure) => [await figure.getAttribute('data-figure'), await figure.textContent()]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** A tune of the collection, by its whole name. */
export function tuneRow(page: Page, name: string): Locator {
  return page
    .locator('.tune')
    .filter({ has: page.getByRole('link', { name: `${name} at thesession.org`, exact: true }) });
}

/** Chooses an entry of a tune's menu. */
export async function chooseTuneItem(page: Page, name: string, item: string | RegExp): Promise<void> {
  await tuneRow(page, name)
    .getByRole('button', { name: `Actions for ${name}`, exact: true })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}
