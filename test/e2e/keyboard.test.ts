import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoPassword, demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { documentIn, documentRow } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

/** More stops than there are on the way to anything here. */
const mostStops = 40;

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

/** Goes on with the Tab key until this has the keyboard. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    if (await hasFocus(target)) return;
  }
  throw new Error(`The Tab key does not reach ${target}.`);
}

describe('with the keyboard alone', () => {
  test('one signs in, adds a document, and deletes it', async () => {
    const page = await pages.open();
    await tabTo(page, page.getByLabel('E-mail address'));
    await page.keyboard.type(demoUsers.editor.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('account').getByText(demoUsers.editor.email).waitFor();

    const form = page.getByTestId('add-document');
    await tabTo(page, form.getByLabel('Title'));
    await page.keyboard.type('Opening hours');
    await tabTo(page, form.getByLabel('Text', { exact: true }));
    await page.keyboard.type('Nine to five.');
    await tabTo(page, form.getByRole('button', { name: 'Add document' }));
    await page.keyboard.press('Enter');
    await documentIn(page, 'Opening hours', 'completed').waitFor();
    expect(await hasFocus(form.getByLabel('Title'))).toBe(true);

    await tabTo(page, page.getByRole('button', { name: 'Delete “Opening hours”' }));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
    await page.keyboard.press('Enter');
    await documentRow(page, 'Opening hours').waitFor({ state: 'detached' });
  });

  test('the first stop leads past the header to the content', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.reload();
    await page.getByTestId('add-document').waitFor();
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    expect(await hasFocus(skip)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => hasFocus(page.getByRole('main'))).toBe(true);
    await page.getByTestId('add-document').waitFor();
  });
});
