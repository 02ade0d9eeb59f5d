import { z } from 'zod';
import type { FaultAction } from './faults.ts';

/** One request to the upstream. Its mutable fields change until it is closed. */
export interface RequestRecord {
  /** Counts from 1, in order of arrival. */
  readonly id: number;
  /** When the whole request had arrived, in Unix milliseconds. */
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly userAgent: string | null;
  /** The first 10 000 characters of the body. */
  readonly body: string;
  readonly bodyBytes: number;
  /** The document names that it sends, searches for, or addresses by id. */
  readonly names: readonly string[];
  /** The requested page of a list, else null. */
  readonly page: number | null;
  /** The fault applied to it. */
  fault: FaultAction | null;
  /** Whether the upstream has processed it. */
  processed: boolean;
  /** The status of the answer; null without an answer. */
  status: number | null;
  /** Whether it was answered, dropped, or aborted by the client. */
  closed: boolean;
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

export function matches(match: RequestMatch, record: RequestRecord): boolean {
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
