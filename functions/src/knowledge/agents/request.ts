import pLimit from 'p-limit';
import { CallableError } from '../../callable-error.ts';
import type { KnowledgeContext } from '../context.ts';
import { isThrottled, longestWaitMs, throttledAnswer } from '../throttling.ts';

/** One request at a time in an instance leaves the rate limit of the key to the syncs. */
const inTurn = pLimit(1);

/**
 * Sends a request of a callable in turn, in one of the instance's slots. Throws CallableError
 * `resource-exhausted` with `retryAfterSeconds`, without sending, when ElevenLabs throttles for longer than 30 s.
 */
export async function agentRequest<Answer extends object>(
  context: KnowledgeContext,
  send: () => Promise<Answer>,
): Promise<Answer> {
  return await inTurn(async () => {
    const answer = isThrottled(context) ? null : await context.slot(send, AbortSignal.timeout(longestWaitMs));
    if (answer === null) throw new CallableError('resource-exhausted', ...throttledAnswer(context));
    return answer;
  });
}
