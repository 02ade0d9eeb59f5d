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

/** More Tab stops than any target here needs. */
const mostStops = 40;

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    if (await hasFocus(target)) return;
  }
  throw new Error(`The Tab key does not reach ${target}.`);
}

describe('with the keyboard alone', () => {
  test('an editor signs in, adds a document, and deletes it', async () => {
    const page = await pages.open();
    await tabTo(page, page.getByLabel('Email address'));
    await page.keyboard.type(demoUsers.editor.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('account').getByText(demoUsers.editor.email).waitFor();

    await tabTo(page, page.getByRole('button', { name: 'Add document' }).first());
    await page.keyboard.press('Enter');
    await page.keyboard.type('Opening hours');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Nine to five.');
    await page.keyboard.press('Control+Enter');
    await documentIn(page, 'Opening hours', 'completed').waitFor();

    await tabTo(page, page.getByRole('button', { name: 'Actions for “Opening hours”' }));
    await page.keyboard.press('Enter');
    expect(await hasFocus(page.getByRole('menuitem', { name: 'View' }))).toBe(true);
    await page.keyboard.press('End');
    expect(await hasFocus(page.getByRole('menuitem', { name: 'Delete' }))).toBe(true);
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
    await page.keyboard.press('Enter');
    await documentRow(page, 'Opening hours').waitFor({ state: 'detached' });
    await page.reload();
    await expect.poll(async () => (await admin.db.collection('knowledge').count().get()).data().count).toBe(0);
  });

  test('Escape closes a menu and returns the focus to its button', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    const button = page.getByTestId('account');
    await button.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await expect.poll(() => hasFocus(button)).toBe(true);
    expect(await button.getAttribute('aria-expanded')).toBe('false');
  });

  test('the first stop leads past the header to the content', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    await page.reload();
    await page.getByTestId('no-tunes').waitFor();
    await page.keyboard.press('Tab');
    expect(await hasFocus(page.getByRole('link', { name: 'Skip to the content' }))).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => hasFocus(page.getByRole('main'))).toBe(true);
  });
});

test('a section opens at its top, below the header', async () => {
  const titles = ['First', 'Second', 'Third'];
  for (const title of titles) await admin.addDocument(title);
  const page = await pages.openAs(demoUsers.editor.email);
  await page.setViewportSize({ width: 1280, height: 300 });
  for (const title of titles) await documentIn(page, title, 'completed').waitFor();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  await page.getByRole('link', { name: 'Knowledge', exact: true }).click();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.getByRole('link', { name: 'Tunebook' }).click();
  const heading = page.getByRole('heading', { name: 'Tunebook', level: 1 });
  const header = page.getByRole('banner');
  const top = (locator: Locator) => locator.evaluate((element) => element.getBoundingClientRect().top);
  const bottom = await header.evaluate((element) => element.getBoundingClientRect().bottom);
  expect(await top(heading)).toBeGreaterThanOrEqual(bottom);
  expect(await top(header)).toBe(0);
});
