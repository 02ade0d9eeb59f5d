import type { Locator, Page } from 'playwright-core';
import type { SyncStatus } from '../../../functions/src/shared/sync-status.ts';

/** The document of this title in the list. */
export function documentRow(page: Page, title: string): Locator {
  return page.getByRole('article', { name: title, exact: true });
}

/** The document of this title once it has this status. */
export function documentIn(page: Page, title: string, status: SyncStatus): Locator {
  return documentRow(page, title).and(page.locator(`[data-status="${status}"]`));
}

/** Chooses an entry of a document's menu. */
export async function chooseItem(page: Page, title: string, item: 'View' | 'Edit' | 'Retry' | 'Delete'): Promise<void> {
  await page.getByRole('button', { name: `Actions for “${title}”`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Deletes a document and confirms it. It can be undone until the page is left or five seconds are over. */
export async function deleteDocument(page: Page, title: string): Promise<void> {
  await chooseItem(page, title, 'Delete');
  await page.getByTestId('confirm').getByRole('button', { name: 'Delete' }).click();
  await documentRow(page, title).waitFor({ state: 'detached' });
}

/** Opens the dialog that adds a document. */
export async function openAddDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Add document' }).first().click();
  const dialog = page.getByTestId('add-document');
  await dialog.waitFor();
  return dialog;
}

/** Adds a document with the dialog. */
export async function addByDialog(page: Page, title: string, text: string, tags = ''): Promise<void> {
  const dialog = await openAddDialog(page);
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByLabel('Tags').fill(tags);
  await dialog.getByLabel('Text', { exact: true }).fill(text);
  await dialog.getByRole('button', { name: 'Add document' }).click();
}

/** A text file as a browser's file chooser hands it over. */
export function textFile(name: string, text: string) {
  return { name, mimeType: 'text/markdown', buffer: Buffer.from(text) };
}

/** Drops text files on the page; each says its own name. */
export async function dropFiles(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate((names) => {
    const dataTransfer = new DataTransfer();
    for (const name of names) dataTransfer.items.add(new File([`Text of ${name}`], name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, names);
}
