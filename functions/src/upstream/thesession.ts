import { z } from 'zod';
import type { Http } from './http.ts';

/** The largest page of thesession.org (its API documentation). */
const pageSize = 50;

/** Rejects larger pages, so that no answer fills the memory. */
const maxEntries = 2 * pageSize;

/** Retries of a request: they wait 2, 4 and 8 s, which a short outage survives. */
const retries = 3;

/** Longer names of members are cut. */
const memberNameCharacters = 100;

/** One page of a member's tunebook, with its entries unparsed. */
export interface TunebookPage {
  /** At least 1. */
  pages: number;
  /** The number of tunes; null when thesession.org does not send it. */
  total: number | null;
  /** Empty when thesession.org does not send it. */
  memberName: string;
  entries: readonly unknown[];
}

export interface CallOptions {
  /** Whether to retry a retryable failure. */
  retry: boolean;
  /** Aborts requests and waits. */
  signal: AbortSignal;
}

/** The part of thesession.org that Reelsync reads. Calls throw only UpstreamError. */
export interface TheSession {
  /** Pages count from 1. */
  tunebookPage(memberId: number, page: number, options: CallOptions): Promise<TunebookPage>;
  /** A tune, unparsed. */
  tune(tuneId: number, options: CallOptions): Promise<unknown>;
}

/** `pages` defaults to 1; a non-number is rejected. */
const pageSchema = z.object({
  pages: z.int().nonnegative().default(1),
  total: z.int().nonnegative().optional(),
  member: z.object({ name: z.string() }).optional().catch(undefined),
  tunes: z.array(z.unknown()).max(maxEntries),
});

export function createTheSession(http: Http): TheSession {
  const get = <Answer>(path: string, query: Record<string, number>, options: CallOptions, schema: z.ZodType<Answer>) =>
    http(
      {
        method: 'GET',
        path,
        query: { format: 'json', ...query },
        retries: options.retry ? retries : 0,
        signal: options.signal,
      },
      schema,
    );
  return {
    async tunebookPage(memberId, page, options) {
      const query = { perpage: pageSize, page };
      const answer = await get(`/members/${memberId}/tunebook`, query, options, pageSchema);
      return {
        pages: Math.max(answer.pages, 1),
        total: answer.total ?? null,
        memberName: [...(answer.member?.name.trim() ?? '')].slice(0, memberNameCharacters).join(''),
        entries: answer.tunes,
      };
    },
    async tune(tuneId, options) {
      return await get(`/tunes/${tuneId}`, {}, options, z.looseObject({}));
    },
  };
}
