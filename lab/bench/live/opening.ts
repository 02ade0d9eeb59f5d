import type { Page } from 'playwright-core';
import { z } from 'zod';

/** How the page loads for a visitor without a sign-in. Times in milliseconds since navigation. */
export interface Opening {
  firstPaint: number;
  /** When the sign-in form became visible. */
  form: number;
  /** Names of the scripts loaded before the first paint. */
  scriptsBefore: string[];
  /** Names of the scripts loaded until the network was idle. */
  scripts: string[];
}

const openingSchema = z.object({
  firstPaint: z.number(),
  scripts: z.array(z.object({ name: z.string(), end: z.number() })),
});

export async function measureOpening(page: Page, url: string): Promise<Opening> {
  await page.goto(url);
  await page.getByLabel('Password').waitFor();
  const form = z.number().parse(await page.evaluate(() => performance.now()));
  await page.waitForLoadState('networkidle');
  const { firstPaint, scripts } = openingSchema.parse(await page.evaluate(readTimings));
  const before = scripts.filter(({ end }) => end <= firstPaint);
  const names = (of: typeof scripts) => of.map(({ name }) => name.split('/').at(-1) ?? name);
  return { firstPaint, form, scriptsBefore: names(before), scripts: names(scripts) };
}

/** Runs in the page: reads the browser's performance entries. */
function readTimings() {
  const resources = performance
    .getEntriesByType('resource')
    .filter(({ name }) => new URL(name).pathname.endsWith('.js'));
  return {
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1,
    scripts: resources.map(({ name, startTime, duration }) => ({ name, end: startTime + duration })),
  };
}
