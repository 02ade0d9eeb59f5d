import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { tuneAt } from '../../local/stub/thesession/tunes.ts';
import { overflowing } from './harness/appearance.ts';
import { useAdmin } from './harness/data.ts';
import { documentIn, openAddDialog } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { openImportDialog, tuneRow } from './harness/tunebook.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

/** From the narrowest phone to a wide screen. 640 is a window of 1 280 px at 200 % zoom. */
const widths = [320, 390, 640, 768, 1024, 1280, 1920];

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const longTitle = 'How to find the back room, with directions from the station and a title that fits no line';

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

/** A page of a player who has one tune with notes. */
async function openWithTune(options?: typeof phone): Promise<Page> {
  const { uid, email } = await admin.newUser();
  const { id, name, type } = tuneAt(1);
  const notes = 'Second part twice. '.repeat(10);
  await admin.db.doc(`users/${uid}/tunes/${id}`).set({ tuneId: id, name, type, learnStatus: 'learned', notes });
  const page = await pages.openAs(email, options);
  await tuneRow(page, name).waitFor();
  return page;
}

/** What is beyond the edge of the page, at each width. */
async function beyondTheEdge(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    found.push(...(await overflowing(page)).map((finding) => `${width}: ${finding}`));
  }
  return found;
}

/** Controls that are lower than 44 px, links inside sentences aside. */
async function tooLow(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const controls = document.querySelectorAll('button, select, input, textarea, summary, a');
    return (
      [...controls]
        .filter((control) => control.checkVisibility() && !control.matches('.skip-link, .note *, .hint *'))
        // A row opens as a whole, and a checkbox with its label.
        .filter((control) => !control.matches('.row.knowledge .row-title *, [type="checkbox"]'))
        .filter((control) => control.getBoundingClientRect().height < 43.5)
        .map((control) => control.outerHTML.slice(0, 120))
    );
  });
}

describe('at every width', () => {
  test('the documents and their dialog keep inside the page', async () => {
    await admin.addDocument(longTitle);
    const page = await pages.openAs(demoUsers.editor.email);
    await documentIn(page, longTitle, 'completed').waitFor();
    expect(await beyondTheEdge(page)).toEqual([]);
    await openAddDialog(page);
    expect(await beyondTheEdge(page)).toEqual([]);
  });

  test('the collection and its dialog keep inside the page', async () => {
    const page = await openWithTune();
    expect(await beyondTheEdge(page)).toEqual([]);
    await openImportDialog(page);
    expect(await beyondTheEdge(page)).toEqual([]);
  });
});

describe('on a touch screen', () => {
  test('every control of the documents is at least 44 px high, and the first document is in sight', async () => {
    await admin.addDocument(longTitle);
    const page = await pages.openAs(demoUsers.editor.email, phone);
    await documentIn(page, longTitle, 'completed').waitFor();
    expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
    expect(await tooLow(page)).toEqual([]);
    const bottom = await page.getByRole('article').evaluate((row) => row.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThan(phone.viewport.height / 2);
    await openAddDialog(page);
    expect(await tooLow(page)).toEqual([]);
  });

  test('every control of the collection is at least 44 px high', async () => {
    const page = await openWithTune(phone);
    expect(await tooLow(page)).toEqual([]);
    await openImportDialog(page);
    expect(await tooLow(page)).toEqual([]);
  });
});
