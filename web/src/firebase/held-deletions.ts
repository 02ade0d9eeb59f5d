import { type DocumentReference, deleteDoc } from 'firebase/firestore';
import { untilSent } from '../ui/connection.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { prepareExitDelete } from './rest.ts';

/** How long a deletion can be undone. */
const undoMs = 5000;

interface HeldDeletion {
  send(): Promise<void>;
  sendOnExit(): void;
}

/** By path: the documents that the page hides and Firestore still has. */
const held = new Map<string, HeldDeletion>();

/** Fires `change` when a deletion is held, undone or sent. */
export const heldChanges = new EventTarget();

/** Whether the page hides a document because its deletion is held. */
export function isHeld(path: string): boolean {
  return held.has(path);
}

/** Deletes a document after 5 s, or when the page is left; until then a toast offers to undo it. */
export function holdDeletion(reference: DocumentReference, message: string): void {
  const { path } = reference;
  if (held.has(path)) return;
  let sendOnExit: (() => void) | undefined;
  // Without a token the deletion is not sent on exit: the document stays, which loses nothing.
  prepareExitDelete(path).then(
    (send) => {
      sendOnExit = send;
    },
    () => {},
  );
  const release = () => {
    clearTimeout(timer);
    held.delete(path);
    heldChanges.dispatchEvent(new Event('change'));
  };
  const send = async () => {
    closeToast();
    const sent = untilSent(deleteDoc(reference));
    // The SDK's listeners no longer report the document.
    release();
    await sent.catch((error: unknown) => showProblem(failureMessage(error)));
  };
  const timer = setTimeout(send, undoMs);
  held.set(path, { send, sendOnExit: () => sendOnExit?.() });
  heldChanges.dispatchEvent(new Event('change'));
  const closeToast = showToast(message, { action: { label: 'Undo', run: release }, milliseconds: undoMs });
}

/** Without a connection a deletion is never sent. */
const longestWaitMs = 2000;

/**
 * Sends every held deletion now. Call it before signing out. Resolves after 2 s at the latest; what is not sent by
 * then counts as an unsent change.
 */
export async function sendHeldDeletions(): Promise<void> {
  const sent = Promise.all([...held.values()].map(({ send }) => send()));
  await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, longestWaitMs))]);
}

addEventListener('pagehide', () => {
  for (const { sendOnExit } of held.values()) sendOnExit();
});
