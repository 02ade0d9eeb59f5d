import type { Page } from 'playwright-core';

/**
 * Records every value of an element from now on, however short-lived. Returns a function that returns
 * the values so far, in order, without repetitions.
 *
 * @param selector of the element; the first match counts.
 * @param attribute of the element; its text when null.
 */
export async function record(page: Page, selector: string, attribute: string | null): Promise<() => Promise<string[]>> {
  const values = await page.evaluateHandle(
    ([selector, attribute]) => {
      const values: string[] = [];
      const note = () => {
        const element = document.querySelector(selector);
        const value = attribute === null ? element?.textContent?.trim() : element?.getAttribute(attribute);
        if (value && value !== values.at(-1)) values.push(value);
      };
      note();
      new MutationObserver(note).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      return values;
    },
    [selector, attribute] as const,
  );
  return () => values.jsonValue();
}
