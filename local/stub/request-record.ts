import { z } from 'zod';
import type { FaultAction } from './faults.ts';

/** One request to the upstream, as a stub remembers it. Fields change while it is under way. */
export interface RequestRecord {
  /** Counts from 1 in order of arrival. */
  readonly id: number;
  /** Unix milliseconds at which it had arrived whole. */
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly userAgent: string | null;
  /** The first 10 000 characters of the body. */
  readonly body: string;
  readonly bodyBytes: number;
  /** What it is about: document names sent, searched for, or held under its id. */
  readonly names: readonly string[];
  /** The page of a list it asks for; null when it asks for none. */
  readonly page: number | null;
  /** The fault that met it. */
  fault: FaultAction | null;
  /** Whether the upstream carried it out. */
  processed: boolean;
  /** The HTTP status sent back; null as long as, or when, none was. */
  status: number | null;
  /** Whether the exchange is over: answered, dropped, or given up by the client. */
  closed: boolean;
}

/** Which requests a fault or a question is about; every field given must hold. */
export const requestMatchSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
  /** The whole path; `*` stands for any run of characters. */
  path: z.string().min(1).optional(),
  page: z.int().min(1).optional(),
  /** A part of one of the record's names. */
  name: z.string().min(1).optional(),
  /** A part of the first 10 000 characters of the body. */
  body: z.string().min(1).optional(),
});

/** See requestMatchSchema. */
export type RequestMatch = z.infer<typeof requestMatchSchema>;

/** Whether a record fits a match. */
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
