import { CallableError } from '../callable-error.ts';
import type { TheSession } from '../upstream/thesession.ts';
import { throttledMessage } from './messages.ts';

/** The longest wait for thesession.org before anything is sent, in milliseconds; the user is watching. */
const longestWaitMs = 30_000;

/** Throws CallableError `unavailable` while thesession.org throttles this instance for longer than 30 s. */
export function requireOpenGate(theSession: Pick<TheSession, 'closedForMs'>): void {
  const waitMs = theSession.closedForMs();
  if (waitMs <= longestWaitMs) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  throw new CallableError('unavailable', throttledMessage(retryAfterSeconds), { retryAfterSeconds });
}
