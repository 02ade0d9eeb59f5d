import { CallableError } from '../callable-error.ts';
import type { KnowledgeContext } from './context.ts';
import { throttledMessage } from './messages.ts';

/** How long a call of an editor waits before it sends anything, in milliseconds: the editor is watching. */
export const longestWaitMs = 30_000;

/** What an editor is told whose call would wait longer: nothing was sent, and when to try again. */
export function throttledError({ closedForMs }: Pick<KnowledgeContext, 'closedForMs'>): CallableError {
  const retryAfterSeconds = Math.max(Math.ceil(closedForMs() / 1000), 1);
  return new CallableError('unavailable', throttledMessage(retryAfterSeconds), { retryAfterSeconds });
}
