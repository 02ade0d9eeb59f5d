import { mkdir } from 'node:fs/promises';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { demoPassword } from '../../../local/emulator/users.ts';
import { projectRoot } from '../../../local/paths.ts';

/** The folder of screenshots; ignored by git. */
export const screenshotsFolder = `${projectRoot}/screenshots`;

/** The longest time for a step, in milliseconds: several times the longest seen on two busy cores. */
const stepTimeoutMs = 15_000;

/** Firestore's SDK requests this after a failure, to tell a lost connection from a server that is down. */
const connectionProbe = 'https://www.google.com/images/cleardot.gif';

/** The sessions of the users who signed in before, by email address. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

/** Opens pages for the tests of a file. */
export interface Pages {
  /** Opens the page as a new visitor, with a storage of their own. Closed after the test. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Opens the page as a signed-in user. The first call for a user fills in the form; later calls reuse its session. */
  openAs(email: string, options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Connects a test file to the browser. Fails a test whose page threw an error, broke the Content Security
 * Policy or sent a request to another host, and keeps screenshots of a test that failed.
 */
export function useBrowser(): Pages {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let problems: string[] = [];
  const channels = new Map<string, URL>();

  beforeAll(async () => {
    browser = await chromium.connect(inject('browserUrl'));
  });
  afterAll(() => browser.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await takeScreenshots(contexts, task.name);
    await Promise.all(contexts.map((context) => context.close()));
    await Promise.all([...channels.values()].map(endChannel));
    const seen = problems;
    contexts = [];
    problems = [];
    channels.clear();
    expect(seen, 'errors of the page, violations of its policy, and requests to other hosts').toEqual([]);
  });

  const openContext = async (options?: BrowserContextOptions) => {
    // Animations cost a core without a graphics card, and no test is about them.
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    contexts.push(context);
    context.setDefaultTimeout(stepTimeoutMs);
    context.on('weberror', (error) => problems.push(String(error.error())));
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) problems.push(message.text());
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      const { protocol, hostname, origin, pathname } = url;
      const channel = pathname.endsWith('/channel') ? url.searchParams.get('SID') : null;
      if (channel !== null) channels.set(channel, url);
      if (!protocol.startsWith('http') || hostname === '127.0.0.1' || origin + pathname === connectionProbe) return;
      problems.push(request.url());
    });
    return context;
  };
  const openPage = async (context: BrowserContext) => {
    const page = await context.newPage();
    await page.goto(inject('pageUrl'));
    return page;
  };
  return {
    open: async (options) => openPage(await openContext(options)),
    async openAs(email, options) {
      const session = sessions.get(email);
      const context = await openContext({ ...options, ...(session === undefined ? {} : { storageState: session }) });
      const page = await openPage(context);
      if (session === undefined) {
        await signIn(page, email);
        sessions.set(email, await context.storageState({ indexedDB: true }));
      } else await page.getByTestId('account').getByText(email).waitFor();
      return page;
    },
  };
}

/** Signs in with the form and the demo users' password; resolves when the page shows the account. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByTestId('account').getByText(email).waitFor();
}

/** Chooses an entry of the account menu. */
export async function chooseAccountItem(page: Page, item: string): Promise<void> {
  await page.getByTestId('account').click();
  await page.getByRole('menuitem', { name: item }).click();
}

/**
 * Ends a channel of Firestore's SDK. The emulator keeps those of closed pages for two minutes with all that they
 * have not received, and beyond 64 MiB it answers no listener.
 */
async function endChannel(url: URL): Promise<void> {
  const ending = new URL(url);
  ending.searchParams.set('TYPE', 'terminate');
  ending.searchParams.set('RID', '1000000');
  await fetch(ending, { method: 'POST' });
}

/** A message at the edge of the page. */
export function toast(page: Page, text: string | RegExp): Locator {
  return page.getByTestId('toasts').getByText(text);
}

async function takeScreenshots(contexts: readonly BrowserContext[], name: string): Promise<void> {
  const pages = contexts.flatMap((context) => context.pages());
  const file = `${screenshotsFolder}/failed/${name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}`;
  await mkdir(`${screenshotsFolder}/failed`, { recursive: true });
  // A page that hangs must not hide the reason of the failure.
  await Promise.allSettled(
    pages.map((page, index) => page.screenshot({ path: `${file}-${index}.png`, fullPage: true })),
  );
}
