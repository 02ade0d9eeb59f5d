import { z } from 'zod';
import type { Gate } from './gate.ts';
import type { Http } from './http.ts';
import { wellFormed } from './well-formed.ts';

/** The largest page of thesession.org (its API documentation). */
const pageSize = 50;

/** Rejects larger pages, so that no answer fills the memory. */
const maxEntries = 2 * pageSize;

/** Retries of a request: they wait 2, 4 and 8 s, which a short outage survives. */
const retries = 3;

/** Longer names of members are cut. */
const memberNameCharacters = 100;

/** The most members that a search returns. */
const membersFound = 10;

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

interface ReadOptions {
  /** Whether to retry a retryable failure. */
  retry: boolean;
  /** Aborts requests and waits. */
  signal: AbortSignal;
}

/** The part of thesession.org that Reelsync reads. Calls throw only UpstreamError. */
export interface TheSession {
  /** Pages count from 1. */
  tunebookPage(memberId: number, page: number, options: ReadOptions): Promise<TunebookPage>;
  /** A tune, unparsed. */
  tune(tuneId: number, options: ReadOptions): Promise<unknown>;
  /** At most 10 members whose name matches the text; entries without an id or a name are left out. */
  findMembers(text: string, options: ReadOptions): Promise<Member[]>;
  /** Milliseconds until requests are sent again while thesession.org throttles this instance, else 0. */
  closedForMs(): number;
}

export interface Member {
  id: number;
  name: string;
}

/** Some endpoints send numbers as text. */
const count = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().nonnegative());

/** `pages` defaults to 1; a non-number is rejected. */
const pageSchema = z.object({
  pages: count.default(1),
  total: count.optional(),
  member: z.object({ name: z.string() }).optional().catch(undefined),
  tunes: z.array(z.unknown()).max(maxEntries),
});

const memberSchema = z.object({ id: z.int().positive(), name: z.string().trim().min(1) });

const searchSchema = z.object({ members: z.array(memberSchema.nullable().catch(null)).max(maxEntries) });

/** `http` sends through the gate. */
export function createTheSession(http: Http, gate: Pick<Gate, 'closedForMs'>): TheSession {
  const get = <Answer>(
    path: string,
    query: Record<string, string | number>,
    options: ReadOptions,
    schema: z.ZodType<Answer>,
  ) =>
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
        memberName: cut(answer.member?.name.trim() ?? ''),
        entries: answer.tunes,
      };
    },
    async tune(tuneId, options) {
      return await get(`/tunes/${tuneId}`, {}, options, z.looseObject({}));
    },
    async findMembers(text, options) {
      const query = { q: text, perpage: membersFound, page: 1 };
      const { members } = await get('/members/search', query, options, searchSchema);
      const found = members.filter((member) => member !== null).slice(0, membersFound);
      return found.map(({ id, name }) => ({ id, name: cut(name) }));
    },
    closedForMs: () => gate.closedForMs(),
  };
}

function cut(name: string): string {
  return wellFormed([...name].slice(0, memberNameCharacters).join(''));
}
