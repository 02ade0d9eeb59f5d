import type { Locator } from 'playwright-core';

/** What a screen reader says about a field besides its name: the texts that `aria-describedby` points at. */
export async function descriptionOf(field: Locator): Promise<string> {
  return await field.evaluate((element) => {
    const ids = (element.getAttribute('aria-describedby') ?? '').split(' ');
    return ids.map((id) => document.getElementById(id)?.textContent?.trim() ?? '').join(' ');
  });
}

/** Whether a field has the keyboard. */
export async function hasFocus(field: Locator): Promise<boolean> {
  return await field.evaluate((element) => element === document.activeElement);
}
