import type { Firestore } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { tuneAt } from '../../../local/stub/thesession/tunes.ts';
import { signIn } from '../../../test/e2e/harness/page.ts';
import type { Caller } from '../bench-stack.ts';
import type { MeasureOptions } from '../part.ts';

/** Size of the searched collection. */
export const tunesSearched = 3000;

/** Matches many tunes at first, then few, then none. */
const typed = 'the lark in the morning xyz';

/** Firestore's limit of writes in a commit. */
const batchSize = 500;

/** Types into the search field and returns the milliseconds from each key to the next painted frame. */
export async function measureTyping(
  db: Firestore,
  page: Page,
  user: Caller,
  { quick, onProgress }: MeasureOptions,
): Promise<number[]> {
  await fillCollection(db, user.uid);
  await signIn(page, user.email);
  const search = page.getByLabel('Search');
  await search.waitFor({ timeout: 60_000 });
  await page.evaluate(recordKeys);
  await search.focus();
  for (let round = 0; round < (quick ? 1 : 4); round += 1) {
    await page.keyboard.type(typed, { delay: 60 });
    for (let index = 0; index < typed.length; index += 1) await page.keyboard.press('Backspace', { delay: 30 });
  }
  const keys = quick ? 2 * typed.length : 8 * typed.length;
  await page.waitForFunction((count) => Object(window).keyTimes.length >= count, keys);
  const taken = z.array(z.number()).parse(await page.evaluate(() => Object(window).keyTimes));
  onProgress(`${taken.length} keys typed into ${tunesSearched} tunes`);
  return taken;
}

async function fillCollection(db: Firestore, uid: string): Promise<void> {
  for (let start = 0; start < tunesSearched; start += batchSize) {
    const batch = db.batch();
    for (let index = start; index < start + batchSize; index += 1) {
      const { id, name, type } = tuneAt(index);
      const reference = db.collection(paths.userTunes(uid)).doc(String(id));
      batch.set(reference, { tuneId: id, name, type, learnStatus: 'want to learn', source: 'thesession.org' });
    }
    await batch.commit();
  }
}

/** Runs in the page: stores the time from each input event to the next painted frame in `window.keyTimes`. */
function recordKeys(): void {
  const keyTimes: number[] = [];
  Object.assign(window, { keyTimes });
  addEventListener(
    'input',
    ({ timeStamp }) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => keyTimes.push(performance.now() - timeStamp);
      requestAnimationFrame(() => port2.postMessage(null));
    },
    { capture: true },
  );
}
