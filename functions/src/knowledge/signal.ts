import type { KnowledgeContext } from './context.ts';

/** A signal that aborts at a time (epoch milliseconds); undefined for infinity. */
export function signalAt(time: number, { now }: Pick<KnowledgeContext, 'now'>): AbortSignal | undefined {
  return Number.isFinite(time) ? AbortSignal.timeout(Math.max(time - now(), 0)) : undefined;
}
