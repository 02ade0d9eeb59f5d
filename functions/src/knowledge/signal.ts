import type { KnowledgeContext } from './context.ts';

/** A signal that aborts at a time, in epoch milliseconds. */
export function timeoutAt(time: number, { now }: Pick<KnowledgeContext, 'now'>): AbortSignal {
  return AbortSignal.timeout(Math.max(time - now(), 0));
}
