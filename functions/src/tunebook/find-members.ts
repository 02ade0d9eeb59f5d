import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import { errorFields } from '../log.ts';
import { memberQueryLimits } from '../shared/member-query.ts';
import { UpstreamError } from '../upstream/errors.ts';
import type { Member } from '../upstream/thesession.ts';
import type { TunebookContext } from './context.ts';
import { searchLimitMessage, searchMessage } from './messages.ts';
import { createSearchLimit } from './search-limit.ts';
import { requireOpenGate } from './throttling.ts';

const { shortest, longest } = memberQueryLimits;
const queryMessage = `Enter ${shortest} to ${longest} characters of the name.`;

/** The input of `findMembers`. */
export const findInput = z.strictObject({
  query: z.string(queryMessage).trim().min(shortest, queryMessage).max(longest, queryMessage),
});

/** The longest search in milliseconds, the wait for a slot and a closed gate included: the user is typing. */
const longestSearchMs = 40_000;

/** The function has one instance, so this counts the searches of all users. */
const waitFor = createSearchLimit();

/**
 * Finds thesession.org members by name, at most 10. Throws CallableError `unavailable`, or `resource-exhausted`
 * after too many searches.
 */
export async function findMembers(
  { theSession, now, log }: Pick<TunebookContext, 'theSession' | 'now' | 'log'>,
  { query }: z.infer<typeof findInput>,
  uid: string,
): Promise<{ members: Member[] }> {
  requireOpenGate(theSession);
  const waitMs = waitFor(uid, now());
  if (waitMs > 0) {
    const retryAfterSeconds = Math.ceil(waitMs / 1000);
    throw new CallableError('resource-exhausted', searchLimitMessage(retryAfterSeconds), { retryAfterSeconds });
  }
  try {
    const signal = AbortSignal.timeout(longestSearchMs);
    return { members: await theSession.findMembers(query, { retry: false, signal }) };
  } catch (error) {
    if (error instanceof UpstreamError && error.failure.status === 404) return { members: [] };
    log('WARNING', 'tunebook.search_failed', errorFields(error));
    throw new CallableError('unavailable', searchMessage);
  }
}
