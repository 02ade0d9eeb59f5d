import type { Locator, Page } from 'playwright-core';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import type { ProgressStatus } from '../../../functions/src/shared/progress-status.ts';

/** Asks for a sync by the form. */
export async function startSync(page: Page, member: string, learnStatus?: LearnStatus): Promise<void> {
  const form = page.getByTestId('sync-form');
  await form.getByLabel('Member number or profile address').fill(member);
  if (learnStatus !== undefined) await form.getByLabel('Mark new tunes as').selectOption(learnStatus);
  await form.getByRole('button', { name: 'Sync', exact: true }).click();
}

/** The running sync. */
export function progressOf(page: Page): Locator {
  return page.getByTestId('sync-progress');
}

/** The sync that has ended, once it has ended in this way. */
export function summaryOf(page: Page, stage: ProgressStatus): Locator {
  return page.getByTestId('sync-summary').and(page.locator(`[data-stage="${stage}"]`));
}

/** The figures of a summary by their names. */
export async function figuresOf(summary: Locator): Promise<Record<string, string>> {
  const figures = await summary.locator('[data-figure]').all();
  const pairs = figures.map(async (figure) => [await figure.getAttribute('data-figure'), await figure.textContent()]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** A tune of the collection, by its whole name. */
export function tuneRow(page: Page, name: string): Locator {
  return page.locator('.tune').filter({ has: page.getByText(name, { exact: true }) });
}
