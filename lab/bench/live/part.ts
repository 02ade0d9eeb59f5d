import { type Browser, chromium, type Page } from 'playwright-core';
import { launchBrowser } from '../../../test/e2e/harness/browser.ts';
import { buildPage, servePage } from '../../../test/e2e/harness/stack.ts';
import { startBenchStack } from '../bench-stack.ts';
import type { Part } from '../part.ts';
import { median, percentile } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { measureChanges } from './changes.ts';
import { measureOpening, type Opening } from './opening.ts';
import { measureTyping, tunesSearched } from './typing.ts';

/** Latencies as seen in a real browser. */
export const live: Part = {
  name: 'live',
  title: 'Live',
  async measure(options) {
    const stack = await startBenchStack('live');
    try {
      const page = await servePage(await buildPage(stack.emulator.ports));
      const server = await launchBrowser();
      const browser = await chromium.connect(server.wsEndpoint());
      try {
        const openings = await repeat(browser, options.quick ? 1 : 5, (tab) => measureOpening(tab, page.url));
        const changes = await inTab(browser, page.url, (tab) => measureChanges(stack.db, tab, options));
        const user = await stack.newUser();
        const keys = await inTab(browser, page.url, (tab) => measureTyping(stack.db, tab, user, options));
        return describe(openings, changes, keys);
      } finally {
        await browser.close();
        await server.close();
        await page.stop();
      }
    } finally {
      await stack.stop();
    }
  },
};

async function repeat<Result>(
  browser: Browser,
  times: number,
  work: (tab: Page) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let round = 0; round < times; round += 1) results.push(await inTab(browser, 'about:blank', work));
  return results;
}

/** Runs `work` in a new browser context, without cache or storage. */
async function inTab<Result>(browser: Browser, url: string, work: (tab: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    const tab = await context.newPage();
    await tab.goto(url);
    return await work(tab);
  } finally {
    await context.close();
  }
}

function describe(openings: readonly Opening[], changes: readonly number[], keys: readonly number[]): string {
  const change = 'from before the write until its frame is painted';
  const key = `${keys.length} keys, from the event until the next painted frame`;
  const atMost = (limit: number) => ({ of: 'figure', sense: 'at most', limit }) as const;
  const last = openings.at(-1);
  const withMore = openings.filter(({ scriptsBefore }) => scriptsBefore.some((name) => !name.startsWith('index')));
  const figures: Figure[] = [
    { name: `${changes.length} changes on screen, median`, how: change, measured: median(changes), unit: 'ms' },
    {
      name: `${changes.length} changes on screen, 95th percentile`,
      how: change,
      measured: percentile(changes, 0.95),
      unit: 'ms',
      target: atMost(120),
    },
    { name: `search in ${tunesSearched} tunes, median`, how: key, measured: median(keys), unit: 'ms' },
    {
      name: `search in ${tunesSearched} tunes, slowest key`,
      how: key,
      measured: Math.max(...keys),
      unit: 'ms',
      target: atMost(50),
    },
    {
      name: 'first paint',
      how: 'built page, new visitor, nothing cached, median',
      measured: median(openings.map(({ firstPaint }) => firstPaint)),
      unit: 'ms',
    },
    {
      name: 'sign-in form visible',
      how: 'the same',
      measured: median(openings.map(({ form }) => form)),
      unit: 'ms',
    },
    {
      name: 'visits that loaded more than the entry script before the first paint',
      how: `of ${openings.length}, from the browser's performance entries`,
      measured: withMore.length,
      unit: '',
      target: atMost(0),
    },
  ];
  const scripts = `Scripts before the first paint: ${last?.scriptsBefore.join(', ') ?? ''}. All scripts without a sign-in: ${last?.scripts.join(', ') ?? ''}.`;
  return `Headless Chromium, the production build of the page and the emulator's Firestore. Page and writer share one clock.\n\n${figureTable(figures)}\n\n${scripts}`;
}
