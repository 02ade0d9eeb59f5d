import pLimit from 'p-limit';
import type { CallOptions } from '../../upstream/call-options.ts';
import { failureOf, heldBackCode } from '../../upstream/errors.ts';
import { inSlot } from '../../upstream/slots.ts';
import { timeoutAt } from '../../upstream/timeout-at.ts';
import type { KnowledgeContext } from '../context.ts';
import { longestWaitMs, throttledError } from '../throttling.ts';

/** One request at a time in an instance leaves the rate limit of the key to the syncs. */
const inTurn = pLimit(1);

/**
 * Sends a request of a callable in turn, in one of the instance's slots. Throws CallableError `unavailable`
 * with `retryAfterSeconds`, without sending, when it would have to wait for longer than 30 s.
 */
export async function agentRequest<Answer extends object>(
  context: KnowledgeContext,
  send: (options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  const sendBefore = context.now() + longestWaitMs;
  // A request that begins last still has its whole time.
  const options = { sendBefore, signal: timeoutAt(sendBefore + context.requestTimeoutMs, context) };
  if (context.closedForMs() > longestWaitMs) throw throttledError(context);
  const inItsSlot = () => context.slot(() => send(options), sendBefore);
  try {
    const answer = await inSlot(inItsSlot, inTurn, timeoutAt(sendBefore, context));
    if (answer !== null) return answer;
  } catch (error) {
    if (failureOf(error).code !== heldBackCode) throw error;
  }
  throw throttledError(context);
}
