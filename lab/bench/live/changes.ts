import { setTimeout as sleep } from 'node:timers/promises';
import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { paths } from '../../../functions/src/shared/paths.ts';
import { demoUsers } from '../../../local/emulator/users.ts';
import { signIn } from '../../../test/e2e/harness/page.ts';
import type { MeasureOptions } from '../part.ts';

const documentId = 'bench-live';

/** A random pause between changes keeps them from synchronising with frames. */
const longestPauseMs = 40;

/**
 * Updates a knowledge document repeatedly and returns, for each update, the milliseconds from before
 * the write until the page has painted it. Page and writer share one clock.
 */
export async function measureChanges(
  db: Firestore,
  page: Page,
  { quick, onProgress }: MeasureOptions,
): Promise<number[]> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  await reference.set(leasedDocument());
  await signIn(page, demoUsers.editor.email);
  await page.locator(`[data-document-id="${documentId}"]`).waitFor();
  const taken: number[] = [];
  for (let change = 1; change <= (quick ? 20 : 200); change += 1) {
    const text = change === 1 ? '1 retry' : `${change} retries`;
    const painted = page.evaluate(timeOfPaint, { selector: `[data-document-id="${documentId}"]`, text });
    // Makes sure that the page observes before the write.
    await page.evaluate(() => 0);
    const sent = Date.now();
    await reference.update({ 'sync.attempts': change + 1 });
    taken.push((await painted) - sent);
    await sleep(Math.random() * longestPauseMs);
  }
  onProgress(`${taken.length} changes seen`);
  return taken;
}

/** A document with a long lease, so that no function touches it. */
function leasedDocument() {
  const now = Timestamp.now();
  const leaseExpiresAt = Timestamp.fromMillis(Date.now() + 3_600_000);
  const sync = { status: 'syncing', attempts: 1, runs: 1, leaseOwner: 'bench', leaseExpiresAt };
  const written = { createdBy: 'editor', createdAt: now, updatedAt: now };
  return { title: 'Opening hours', content: 'Nine to five.', tags: [], ...written, sync };
}

/** Runs in the page: resolves with the time of the first painted frame with the text, in Unix milliseconds. */
async function timeOfPaint({ selector, text }: { selector: string; text: string }): Promise<number> {
  await new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector(selector)?.textContent?.includes(text) !== true) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return await new Promise<number>((resolve) => {
    // A message sent in a frame callback arrives after that frame is painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(Date.now());
    requestAnimationFrame(() => port2.postMessage(null));
  });
}
