import pLimit from 'p-limit';
import { CallableError } from '../../callable-error.ts';
import type { KnowledgeContext } from '../context.ts';
import { throttledMessage } from '../messages.ts';

/** One request at a time in an instance leaves the rate limit of the key to the syncs. */
const inTurn = pLimit(1);

/** The longest wait for a slot while ElevenLabs throttles, in milliseconds: the editor is watching. */
const longestWaitMs = 30_000;

/**
 * Sends a request of a callable in turn, in one of the instance's slots. Throws CallableError
 * `resource-exhausted` with `retryAfterSeconds`, without sending, when ElevenLabs throttles for longer than 30 s.
 */
export async function agentRequest<Answer extends object>(
  context: KnowledgeContext,
  send: () => Promise<Answer>,
): Promise<Answer> {
  return await inTurn(async () => {
    const answer =
      context.closedForMs() > longestWaitMs ? null : await context.slot(send, AbortSignal.timeout(longestWaitMs));
    if (answer !== null) return answer;
    const retryAfterSeconds = Math.max(Math.ceil(context.closedForMs() / 1000), 1);
    throw new CallableError('resource-exhausted', throttledMessage(retryAfterSeconds), { retryAfterSeconds });
  });
}
