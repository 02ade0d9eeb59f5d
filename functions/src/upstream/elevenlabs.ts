import { z } from 'zod';
import { missingKeyFailure, UpstreamError, unreadableFailure } from './errors.ts';
import type { Http } from './http.ts';

const basePath = '/v1/convai/knowledge-base';

/** The largest page that the listing serves (API documentation). */
const pageSize = 100;

/** A listing with more pages than this is refused: 100 000 documents under one prefix (decided). */
const maxPages = 1000;

/** The same for a listing of all: 300 000 documents, half an hour of requests (decided). */
const maxPagesOfAll = 3000;

/** A text document as the listing shows it. */
export interface RemoteDocument {
  id: string;
  name: string;
  /** When it was made, in seconds since 1970. */
  createdAtSeconds: number;
}

/** Bounds of one call. */
export interface CallOptions {
  /** Longest time for one request, in milliseconds; the client's own when left out. */
  timeoutMs?: number;
  /** How often a listing or delete may be repeated; 0 when left out. */
  retries?: number;
  signal?: AbortSignal;
}

/** The part of the ElevenLabs knowledge base that Reelsync uses. Every call throws UpstreamError. */
export interface ElevenLabs {
  /** Makes a text document and returns its id. Not idempotent: two calls make two documents. */
  create(document: { name: string; text: string }, options: CallOptions): Promise<string>;
  /** Changes a text document in place; what is left out stays as it is. */
  update(id: string, change: { name: string; content?: string }, options: CallOptions): Promise<void>;
  /** Every text document whose name begins with `prefix`, to the end of the cursor. */
  listByPrefix(prefix: string, options: CallOptions): Promise<RemoteDocument[]>;
  /**
   * Every text document, to the end of the cursor: of the configured folder and the folders in it,
   * or of the whole knowledge base when none is configured.
   */
  listAll(options: CallOptions): Promise<RemoteDocument[]>;
  /** Deletes a document and detaches it from agents; one that is gone already is success. */
  remove(id: string, options: CallOptions): Promise<void>;
}

/**
 * An id of a document. Those of ElevenLabs are 20 letters and digits (seen); the bound keeps a document
 * that stores one writable, and no other character can lead a path elsewhere (decided).
 */
const documentId = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9_.:~-]{1,200}$/);

const created = z.object({ id: documentId });

const listing = z.object({
  documents: z.array(
    z.object({
      id: documentId,
      name: z.string(),
      metadata: z.object({ created_at_unix_secs: z.number() }),
    }),
  ),
  next_cursor: z.string().nullish(),
  has_more: z.boolean(),
});

/** Codes of a 404 that say the document itself is gone; another 404 may be a wrong address (API documentation). */
const goneCodes = new Set(['document_not_found', 'knowledge_base_documentation_not_found']);

/** Whether an error says that the document of the request no longer exists at ElevenLabs. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false;
  const { status, code } = error.failure;
  return status === 404 && code !== null && goneCodes.has(code);
}

/**
 * The ElevenLabs client.
 *
 * @param http carries the base URL and the `xi-api-key` header.
 * @param hasKey false: every call fails as `auth` before anything is sent.
 * @param folderId the folder that new documents go into, or null for the root.
 */
export function createElevenLabs(http: Http, hasKey: boolean, folderId: string | null): ElevenLabs {
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
      // The oldest first: what is made meanwhile comes at the end and shifts nothing.
      const order = { sort_by: 'created_at', sort_direction: 'asc' };
      const filter = folderId === null ? order : { ...order, ancestor_folder_id: folderId };
      return listPages(call, filter, maxPagesOfAll, options);
    },
    async remove(id, options) {
      const query = { force: true };
      const request = { retries: 0, ...options, method: 'DELETE', path: documentPath(id), query } as const;
      try {
        await call(request, z.unknown());
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
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
    const answer: z.infer<typeof listing> = await call(
      { retries: 0, ...options, method: 'GET', path: basePath, query },
      listing,
    );
    for (const { id, name, metadata } of answer.documents) {
      documents.push({ id, name, createdAtSeconds: metadata.created_at_unix_secs });
    }
    if (!answer.has_more) return documents;
    // "More" without a way to reach it: an incomplete listing must never pass for a whole one.
    if (!answer.next_cursor || seen.has(answer.next_cursor)) throw new UpstreamError(unreadableFailure(200));
    cursor = answer.next_cursor;
    seen.add(cursor);
  }
  throw new UpstreamError(unreadableFailure(200));
}
