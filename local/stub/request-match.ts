import { z } from 'zod';

/** The fields of a request that a match looks at. */
export interface MatchedRequest {
  readonly method: string;
  readonly path: string;
  /** The first 10 000 characters of the body. */
  readonly body: string;
  /** The document names that it sends, searches for, or addresses by id. */
  readonly names: readonly string[];
  /** The requested page of a list, else null. */
  readonly page: number | null;
}

/** Selects requests; all given fields must match. */
export const requestMatchSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
  /** The whole path; `*` matches any number of characters. */
  path: z.string().min(1).optional(),
  page: z.int().min(1).optional(),
  /** A substring of one of the record's names. */
  name: z.string().min(1).optional(),
  /** A substring of the recorded body. */
  body: z.string().min(1).optional(),
});

export type RequestMatch = z.infer<typeof requestMatchSchema>;

export function matches(match: RequestMatch, record: MatchedRequest): boolean {
  const { method, path, page, name, body } = match;
  if (method !== undefined && method !== record.method) return false;
  if (path !== undefined && !pathPattern(path).test(record.path)) return false;
  if (page !== undefined && page !== record.page) return false;
  if (name !== undefined && !record.names.some((known) => known.includes(name))) return false;
  return body === undefined || record.body.includes(body);
}

function pathPattern(path: string): RegExp {
  const parts = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
