import { setTimeout as sleep } from 'node:timers/promises';
import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { paths } from '../../../functions/src/shared/paths.ts';
import { demoUsers } from '../../../local/emulator/users.ts';
import { signIn } from '../../../test/e2e/harness/page.ts';
import type { MeasureOptions } from '../part.ts';

/** The document that changes. */
const documentId = 'bench-live';

/** The longest pause between two changes, in milliseconds: a random one keeps them from falling in step with frames. */
const longestPauseMs = 40;

/**
 * Writes changes of a knowledge document, one after another, as the functions do, and returns for
 * each the milliseconds from before the write is sent until the frame that shows it is painted. Page
 * and writer read the same clock.
 */
export async function measureChanges(db: Firestore, page: Page, { quick, say }: MeasureOptions): Promise<number[]> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  await reference.set(leasedDocument());
  await signIn(page, demoUsers.editor.email);
  await page.locator(`[data-document-id="${documentId}"]`).waitFor();
  const taken: number[] = [];
  for (let change = 1; change <= (quick ? 20 : 200); change += 1) {
    const text = `retry ${change}`;
    const painted = page.evaluate(timeOfPaint, { selector: `[data-document-id="${documentId}"]`, text });
    // The page watches before anything is written.
    await page.evaluate(() => 0);
    const sent = Date.now();
    await reference.update({ 'sync.attempts': change + 1 });
    taken.push((await painted) - sent);
    await sleep(Math.random() * longestPauseMs);
  }
  say(`${taken.length} changes seen`);
  return taken;
}

/** A document that a run works on and nobody else takes up: its lease lasts. */
function leasedDocument() {
  const now = Timestamp.now();
  const leaseExpiresAt = Timestamp.fromMillis(Date.now() + 3_600_000);
  const sync = { status: 'syncing', attempts: 1, runs: 1, leaseOwner: 'bench', leaseExpiresAt };
  const written = { createdBy: 'editor', createdAt: now, updatedAt: now };
  return { title: 'Opening hours', content: 'Nine to five.', tags: [], ...written, sync };
}

/** In the page: resolves with the time at which the first frame with this text had been painted, in epoch milliseconds. */
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
    // A message sent from a frame's callback arrives once that frame is painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(Date.now());
    requestAnimationFrame(() => port2.postMessage(null));
  });
}
