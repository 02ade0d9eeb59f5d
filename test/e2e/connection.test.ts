import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { addByDialog, deleteDocument, documentIn, documentRow } from './harness/knowledge.ts';
import { chooseAccountItem, toast, useBrowser } from './harness/page.ts';
import { lastImport, progressOf, startImport } from './harness/tunebook.ts';
import { elevenLabsControl, theSessionControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
  await theSessionControl().reset();
});

describe('without a connection', () => {
  test('the page says so, keeps what is added, and sends it later', async () => {
    await admin.addDocument('Already there');
    const page = await pages.openAs(demoUsers.editor.email);
    await documentIn(page, 'Already there', 'completed').waitFor();
    const banner = page.getByTestId('connection');
    expect(await banner.count()).toBe(0);

    await page.context().setOffline(true);
    await banner.getByText('You are offline.').waitFor();
    await addByDialog(page, 'Written offline', 'Nine to five.');
    await documentRow(page, 'Written offline').getByText('Waiting for connection').waitFor();
    expect((await admin.db.collection('knowledge').count().get()).data().count).toBe(1);

    await page.context().setOffline(false);
    await documentIn(page, 'Written offline', 'completed').waitFor();
    await expect.poll(() => banner.count()).toBe(0);
    expect(await documentRow(page, 'Written offline').getByText('Waiting for connection').isVisible()).toBe(false);
  });

  test('the page notices within seconds that the server is gone while the network is up', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByText('No documents yet').waitFor();
    await keepNetworkUp(page);
    const gone = Date.now();
    await page.context().setOffline(true);
    await page.getByTestId('connection').getByText('The server is not responding.').waitFor();
    expect(Date.now() - gone).toBeLessThan(8000);
    await page.context().setOffline(false);
    await expect.poll(() => page.getByTestId('connection').count()).toBe(0);
  });
});

test('signing out asks once about a deletion that the server does not have', async () => {
  const reference = await admin.addDocument('Opening hours');
  const page = await pages.openAs(demoUsers.editor.email);
  await documentIn(page, 'Opening hours', 'completed').waitFor();
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await page.route('**/Write/channel?*', (route) => route.abort());
  await deleteDocument(page, 'Opening hours');
  await chooseAccountItem(page, 'Sign out');
  const question = page.getByRole('dialog', { name: 'Sign out now?' });
  await question.getByText('Your last changes are not sent yet.').waitFor();
  await question.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(asked).toEqual([]);
  expect((await reference.get()).exists).toBe(true);
});

describe('an overloaded function', () => {
  /** As the browser sees Cloud Run's 429: without CORS headers, so without a status. */
  async function refuseCalls(page: Page, times: number): Promise<() => number> {
    let calls = 0;
    await page.route('**/syncTunebook', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      calls += 1;
      return calls <= times ? route.abort() : route.continue();
    });
    return () => calls;
  }

  /** The page learns of the refusal, and begins its pause, some time after the call. */
  async function skipPause(page: Page, calls: () => number): Promise<void> {
    const skip = async () => {
      if (calls() < 2) await page.clock.fastForward(6000);
      return calls();
    };
    await expect.poll(skip).toBe(2);
  }

  test('is called again after a pause, without a message', async () => {
    const { email, uid } = await admin.newUser();
    const page = await pages.openAs(email);
    const calls = await refuseCalls(page, 1);
    await page.clock.install();
    await startImport(page, '12');
    await progressOf(page).getByText('Starting the import …').waitFor();
    await expect.poll(calls).toBe(1);
    await skipPause(page, calls);
    await lastImport(page, 'completed').waitFor();
    expect(calls()).toBe(2);
    expect((await admin.db.collection(`users/${uid}/tunes`).count().get()).data().count).toBe(12);
    expect(await page.locator('.toast[data-tone="problem"]').count()).toBe(0);
  });

  test('that refuses again is called busy or unreachable, and can be called again', async () => {
    const { email } = await admin.newUser();
    const page = await pages.openAs(email);
    const calls = await refuseCalls(page, 2);
    await page.clock.install();
    await startImport(page, '12');
    await expect.poll(calls).toBe(1);
    await skipPause(page, calls);
    await toast(page, 'The server is busy or unreachable. Try again in a minute.').waitFor();
    expect(await page.getByTestId('connection').count()).toBe(0);
    await page.getByTestId('toasts').getByRole('button', { name: 'Try again' }).click();
    await lastImport(page, 'completed').waitFor();
    expect(calls()).toBe(3);
  });
});

/** The browser goes on as if the network were up: only requests fail. */
async function keepNetworkUp(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => true });
    addEventListener('offline', (event) => event.stopImmediatePropagation(), { capture: true });
  });
}
