import type { KnowledgeContext } from './context.ts';
import { throttledMessage } from './messages.ts';

/** The longest wait for a slot while ElevenLabs throttles, in milliseconds: the editor is watching. */
export const longestWaitMs = 30_000;

/** Whether the gate stays closed for longer than an editor waits. */
export function isThrottled({ closedForMs }: KnowledgeContext): boolean {
  return closedForMs() > longestWaitMs;
}

/** What a CallableError tells an editor about it after its code: nothing was sent, and when to try again. */
export function throttledAnswer(context: KnowledgeContext): [message: string, details: { retryAfterSeconds: number }] {
  const retryAfterSeconds = Math.max(Math.ceil(context.closedForMs() / 1000), 1);
  return [throttledMessage(retryAfterSeconds), { retryAfterSeconds }];
}
