import { z } from 'zod';
import type { Http } from './http.ts';

/** The largest page that thesession.org serves (API documentation). */
const pageSize = 50;

/** A page with more entries than this is none: twice what was asked for, so that no answer fills the memory (decided). */
const maxEntries = 2 * pageSize;

/** How often a request that failed in a way that may pass is repeated (the contract). */
const retries = 3;

/** Most characters of a member's name that are kept (decided). */
const memberNameCharacters = 100;

/** One page of a member's tunebook; its entries are not yet looked at. */
export interface TunebookPage {
  /** How many pages the tunebook has now, at least 1. */
  pages: number;
  /** How many tunes it has now, or null when thesession.org does not say. */
  total: number | null;
  /** Empty when thesession.org does not say. */
  memberName: string;
  entries: readonly unknown[];
}

/** Bounds of one call. */
export interface CallOptions {
  /** Whether a request that failed in a way that may pass is repeated. */
  retry: boolean;
  /** Ends requests and waits. */
  signal: AbortSignal;
}

/** The part of thesession.org that Reelsync reads. Every call throws UpstreamError, and nothing else. */
export interface TheSession {
  /** A page of a member's tunebook, counted from 1. */
  tunebookPage(memberId: number, page: number, options: CallOptions): Promise<TunebookPage>;
  /** A tune with all that is known of it, not yet looked at. */
  tune(tuneId: number, options: CallOptions): Promise<unknown>;
}

/** Without a number of pages there is one; what is there and is no number makes it no tunebook (the contract). */
const pageSchema = z.object({
  pages: z.int().nonnegative().default(1),
  total: z.int().nonnegative().optional(),
  member: z.object({ name: z.string() }).optional().catch(undefined),
  tunes: z.array(z.unknown()).max(maxEntries),
});

/** The thesession.org client; `http` carries the base URL and the User-Agent. */
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
