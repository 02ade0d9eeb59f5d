import { CallableError } from '../callable-error.ts';
import type { KnowledgeContext } from './context.ts';
import { throttledMessage } from './messages.ts';

/** The longest wait for a slot while ElevenLabs throttles, in milliseconds: the editor is watching. */
export const longestWaitMs = 30_000;

/** Whether the gate stays closed for longer than an editor waits. */
export function isThrottled({ closedForMs }: KnowledgeContext): boolean {
  return closedForMs() > longestWaitMs;
}

/** Answers an editor that nothing was sent, with `retryAfterSeconds`. */
export function throttled(context: KnowledgeContext, code: 'resource-exhausted' | 'unavailable'): CallableError {
  const retryAfterSeconds = Math.max(Math.ceil(context.closedForMs() / 1000), 1);
  return new CallableError(code, throttledMessage(retryAfterSeconds), { retryAfterSeconds });
}
