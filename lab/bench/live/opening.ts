import type { Page } from 'playwright-core';
import { z } from 'zod';

/** How the page opens for somebody who is not signed in; milliseconds since the navigation began. */
export interface Opening {
  /** When something was first painted. */
  firstPaint: number;
  /** When the sign-in form could be seen. */
  form: number;
  /** Names of the scripts that had come by then. */
  scriptsBefore: string[];
  /** Names of all scripts that came until the page was at rest. */
  scripts: string[];
}

const openingSchema = z.object({
  firstPaint: z.number(),
  scripts: z.array(z.object({ name: z.string(), end: z.number() })),
});

/** Opens the page as a new visitor and tells what was shown and loaded when. */
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

/** In the page: the browser's own record of paints and loaded scripts. */
function readTimings() {
  const resources = performance
    .getEntriesByType('resource')
    .filter(({ name }) => new URL(name).pathname.endsWith('.js'));
  return {
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1,
    scripts: resources.map(({ name, startTime, duration }) => ({ name, end: startTime + duration })),
  };
}
