import { mkdir } from 'node:fs/promises';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { demoPassword } from '../../../local/emulator/users.ts';
import { projectRoot } from '../../../local/paths.ts';

/** Where pictures of the page go; ignored by git. */
export const screenshotsFolder = `${projectRoot}/screenshots`;

/** How long the page may take for one step, in milliseconds: several times what it takes on two busy cores. */
const stepTimeoutMs = 15_000;

/** Asked by Firestore's SDK after a failed request, to tell a lost connection from a server that is down. */
const connectionProbe = 'https://www.google.com/images/cleardot.gif';

/** How the tests of one file get at the page. */
export interface Pages {
  /** Opens the page as a new visitor, who shares nothing with the others. Closed after the test. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Opens the page as a new visitor and signs in by the form. */
  openAs(email: string, options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Connects a test file to the browser. After each test it fails when a page threw an error or asked
 * a host other than this machine, and keeps pictures of the pages of a test that failed.
 */
export function useBrowser(): Pages {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let mishaps: string[] = [];

  beforeAll(async () => {
    browser = await chromium.connect(inject('browserUrl'));
  });
  afterAll(() => browser.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await takePictures(contexts, task.name);
    await Promise.all(contexts.map((context) => context.close()));
    const seen = mishaps;
    contexts = [];
    mishaps = [];
    expect(seen, 'errors of the page, and requests to other hosts').toEqual([]);
  });

  const open = async (options?: BrowserContextOptions) => {
    // Motion costs a core where there is no graphics card, and no test is about it.
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    contexts.push(context);
    context.setDefaultTimeout(stepTimeoutMs);
    context.on('weberror', (error) => mishaps.push(String(error.error())));
    context.on('request', (request) => {
      const { protocol, hostname, origin, pathname } = new URL(request.url());
      if (!protocol.startsWith('http') || hostname === '127.0.0.1' || origin + pathname === connectionProbe) return;
      mishaps.push(request.url());
    });
    const page = await context.newPage();
    await page.goto(inject('pageUrl'));
    return page;
  };
  return {
    open,
    async openAs(email, options) {
      const page = await open(options);
      await signIn(page, email);
      return page;
    },
  };
}

/** Signs in by the form, with the password of the demo users, and waits until the page shows the account. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByTestId('account').getByText(email).waitFor();
}

async function takePictures(contexts: readonly BrowserContext[], name: string): Promise<void> {
  const pages = contexts.flatMap((context) => context.pages());
  const file = `${screenshotsFolder}/failed/${name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}`;
  await mkdir(`${screenshotsFolder}/failed`, { recursive: true });
  // A page that hangs must not hide why the test failed.
  await Promise.allSettled(
    pages.map((page, index) => page.screenshot({ path: `${file}-${index}.png`, fullPage: true })),
  );
}
