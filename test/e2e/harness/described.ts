import type { Locator } from 'playwright-core';

/** The description of a field: the texts that `aria-describedby` names. */
export async function descriptionOf(field: Locator): Promise<string> {
  return await field.evaluate((element) => {
    const ids = (element.getAttribute('aria-describedby') ?? '').split(' ');
    return ids.map((id) => document.getElementById(id)?.textContent?.trim() ?? '').join(' ');
  });
}

/** Whether an element has the focus. */
export async function hasFocus(field: Locator): Promise<boolean> {
  return await field.evaluate((element) => element === document.activeElement);
}
