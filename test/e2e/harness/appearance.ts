import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { screenshotsFolder } from './page.ts';

/** A wide light screen, and the narrowest supported phone in dark mode. Sizes are CSS pixels. */
const looks = [
  { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
] as const;

const resultsSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** Inspects the page in each state of a list, and reports the states that were left out. */
export interface Inspector<State extends string> {
  /**
   * Looks at the page in this state, wide and light, narrow and dark: takes a screenshot and returns every
   * finding of axe, and every element beyond the edge of the page.
   */
  inspect(page: Page, state: State): Promise<string[]>;
  /** The states that were not inspected. */
  missing(): State[];
}

/** An inspector of these states and no others. */
export function inspectorOf<State extends string>(states: readonly State[]): Inspector<State> {
  const missing = new Set(states);
  return {
    async inspect(page, state) {
      missing.delete(state);
      const findings: string[] = [];
      // A document keeps it, and it is large.
      if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source);
      // A dialog covers the screen, not the whole page.
      const fullPage = (await page.locator('dialog[open]').count()) === 0;
      for (const { viewport, colorScheme } of looks) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        const path = `${screenshotsFolder}/${state.replaceAll(' ', '-')}-${viewport.width}-${colorScheme}.png`;
        await page.screenshot({ path, fullPage });
        const found = [...(await violations(page)), ...(await overflowing(page))];
        findings.push(...found.map((finding) => `${viewport.width} ${colorScheme}: ${finding}`));
      }
      await page.setViewportSize(looks[0].viewport);
      return findings;
    },
    missing: () => [...missing],
  };
}

async function violations(page: Page): Promise<string[]> {
  const results = resultsSchema.parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Every element beyond the edge of the page. */
export async function overflowing(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    // Filters scroll sideways and lines of text are cut on purpose.
    const beyond = [...document.querySelectorAll('body *:not(.chips *, .row-line *)')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && right > clientWidth + 1;
    });
    const found = beyond.map((element) => `beyond the edge: ${element.outerHTML.slice(0, 120)}`);
    return scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth} of ${clientWidth} px`, ...found] : found;
  });
}
