import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { screenshotsFolder } from './page.ts';

/** A desk and the narrowest phone that the page is made for, in CSS pixels. */
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 640 };

/** What axe looks at hangs on the layout or on the colours, never on both at once: two looks of the four are enough. */
const looks = [
  { viewport: wide, colorScheme: 'light', withAxe: true },
  { viewport: wide, colorScheme: 'dark', withAxe: false },
  { viewport: narrow, colorScheme: 'light', withAxe: false },
  { viewport: narrow, colorScheme: 'dark', withAxe: true },
] as const;

const resultsSchema = z.object({
  violations: z.array(
    z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
  ),
});

/**
 * Looks at the page as it is now, wide and narrow, light and dark: takes a picture of each and
 * returns what is wrong with any. Wrong is what axe calls serious or critical, and what reaches
 * beyond the page's edge.
 */
export async function inspect(page: Page, name: string): Promise<string[]> {
  const findings: string[] = [];
  await page.evaluate(axe.source);
  // An open dialog covers the screen, not the whole page.
  const fullPage = (await page.locator('dialog[open]').count()) === 0;
  for (const { viewport, colorScheme, withAxe } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const path = `${screenshotsFolder}/${name}-${viewport.width}-${colorScheme}.png`;
    await page.screenshot({ path, fullPage });
    const found = [...(withAxe ? await violations(page) : []), ...(await overflowing(page))];
    findings.push(...found.map((finding) => `${viewport.width} ${colorScheme}: ${finding}`));
  }
  return findings;
}

async function violations(page: Page): Promise<string[]> {
  const results = resultsSchema.parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

async function overflowing(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && right > clientWidth + 1;
    });
    const found = beyond.map((element) => `beyond the edge: ${element.outerHTML.slice(0, 120)}`);
    return scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth} of ${clientWidth} px`, ...found] : found;
  });
}
