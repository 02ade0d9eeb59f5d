import { z } from 'zod';
import { type AgentCalls, agentCalls } from './agents.ts';
import type { CallOptions } from './call-options.ts';
import { missingKeyFailure, UpstreamError, unreadableFailure } from './errors.ts';
import type { Http } from './http.ts';
import { type IndexCalls, indexCalls } from './rag-index.ts';

const basePath = '/v1/convai/knowledge-base';

/** The largest page of a listing (API documentation). */
const pageSize = 100;

/** Longest listing by prefix: 100 000 documents. */
const maxPages = 1000;

/** Longest listing of everything: 300 000 documents, half an hour of requests. */
const maxPagesOfAll = 3000;

/** A text document in a listing. */
export interface RemoteDocument {
  id: string;
  name: string;
  createdAtSeconds: number;
  /** When its name or text last changed, in seconds since 1970. */
  updatedAtSeconds: number;
}

/** The part of the ElevenLabs knowledge base that Reelsync uses. Calls throw only UpstreamError. */
export interface ElevenLabs extends IndexCalls, AgentCalls {
  /** Creates a text document and returns its id. Not idempotent. */
  create(document: { name: string; text: string }, options: CallOptions): Promise<string>;
  /** Updates a text document in place. */
  update(id: string, change: { name: string; content: string }, options: CallOptions): Promise<void>;
  /** All text documents whose name begins with `prefix`. */
  listByPrefix(prefix: string, options: CallOptions): Promise<RemoteDocument[]>;
  /** All text documents below the configured folder; without one, all of the knowledge base. */
  listAll(options: CallOptions): Promise<RemoteDocument[]>;
  /**
   * Deletes a document and detaches it from agents. False when ElevenLabs does not know it: it is gone, or so
   * new that it does not show yet.
   */
  remove(id: string, options: CallOptions): Promise<boolean>;
}

/** ElevenLabs sends 20 letters and digits. Longer ids or other characters could break a write or a path. */
const documentId = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9_.:~-]{1,200}$/);

const created = z.object({ id: documentId });

/** The documentation leaves the answer to a delete open. A page of HTML is no success. */
const anyJson = z.unknown().refine((answer) => answer !== undefined);

const listing = z.object({
  documents: z.array(
    z.object({
      id: documentId,
      name: z.string(),
      metadata: z.object({ created_at_unix_secs: z.number(), last_updated_at_unix_secs: z.number().optional() }),
    }),
  ),
  next_cursor: z.string().nullish(),
  has_more: z.boolean(),
});

/** Codes of a 404 for a missing document; any other 404 may mean a wrong base URL (API documentation). */
const goneCodes = new Set(['document_not_found', 'knowledge_base_documentation_not_found']);

/** Whether an error means that the document no longer exists at ElevenLabs. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false;
  const { status, code } = error.failure;
  return status === 404 && code !== null && goneCodes.has(code);
}

interface ElevenLabsOptions {
  /** Without a key, every call fails as `auth` and sends nothing. */
  hasKey: boolean;
  /** The folder of new documents; null for the root. */
  folderId: string | null;
}

export function createElevenLabs(http: Http, { hasKey, folderId }: ElevenLabsOptions): ElevenLabs {
  const call: Http = async (request, schema) => {
    if (!hasKey) throw new UpstreamError(missingKeyFailure());
    return await http(request, schema);
  };
  const documentPath = (id: string) => `${basePath}/${encodeURIComponent(id)}`;
  return {
    async create({ name, text }, options) {
      const body = { name, text, ...(folderId === null ? {} : { parent_folder_id: folderId }) };
      const request = { ...options, method: 'POST', path: `${basePath}/text`, body, retries: 0 } as const;
      return (await call(request, created)).id;
    },
    async update(id, change, options) {
      const request = { ...options, method: 'PATCH', path: documentPath(id), body: change, retries: 0 } as const;
      await call(request, created);
    },
    listByPrefix: (prefix, options) => listPages(call, { search: prefix }, maxPages, options),
    listAll(options) {
      // Oldest first: documents created during the listing come at the end and shift no page.
      const order = { sort_by: 'created_at', sort_direction: 'asc' };
      const filter = folderId === null ? order : { ...order, ancestor_folder_id: folderId };
      return listPages(call, filter, maxPagesOfAll, options);
    },
    async remove(id, options) {
      const query = { force: true };
      const request = { ...options, method: 'DELETE', path: documentPath(id), query } as const;
      try {
        await call(request, anyJson);
        return true;
      } catch (error) {
        if (isGone(error)) return false;
        throw error;
      }
    },
    ...indexCalls(call, basePath),
    ...agentCalls(call, basePath),
  };
}

async function listPages(
  call: Http,
  filter: Readonly<Record<string, string>>,
  most: number,
  options: CallOptions,
): Promise<RemoteDocument[]> {
  const documents: RemoteDocument[] = [];
  const seen = new Set<string>();
  let cursor: string | null = null;
  for (let page = 0; page < most; page += 1) {
    const query = { ...filter, types: 'text', page_size: pageSize, ...(cursor === null ? {} : { cursor }) };
    const answer: z.infer<typeof listing> = await call({ ...options, method: 'GET', path: basePath, query }, listing);
    for (const { id, name, metadata } of answer.documents) {
      const { created_at_unix_secs: createdAtSeconds, last_updated_at_unix_secs: updatedAtSeconds } = metadata;
      documents.push({ id, name, createdAtSeconds, updatedAtSeconds: updatedAtSeconds ?? createdAtSeconds });
    }
    if (!answer.has_more) return documents;
    // "More" without a next cursor: never take an incomplete listing for a complete one.
    if (!answer.next_cursor || seen.has(answer.next_cursor)) throw new UpstreamError(unreadableFailure(200));
    cursor = answer.next_cursor;
    seen.add(cursor);
  }
  throw new UpstreamError(unreadableFailure(200));
}
