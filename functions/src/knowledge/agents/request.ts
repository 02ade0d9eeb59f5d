import pLimit from 'p-limit';
import type { KnowledgeContext } from '../context.ts';

/** One request at a time in an instance leaves the rate limit of the key to the syncs. */
const inTurn = pLimit(1);

/** Sends a request of a callable in turn, in one of the instance's slots. */
export async function agentRequest<Answer>(context: KnowledgeContext, send: () => Promise<Answer>): Promise<Answer> {
  return await inTurn(() => context.slot(send));
}
