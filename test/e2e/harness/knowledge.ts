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

/** Adds a document by the form. */
export async function addByForm(page: Page, title: string, text: string, tags = ''): Promise<void> {
  const form = page.getByTestId('add-document');
  await form.getByLabel('Title').fill(title);
  await form.getByLabel('Tags').fill(tags);
  await form.getByLabel('Text', { exact: true }).fill(text);
  await form.getByRole('button', { name: 'Add document' }).click();
}

/** The messages that stand at the page's edge for a while. */
export function toast(page: Page, text: string): Locator {
  return page.getByTestId('toasts').getByText(text);
}
