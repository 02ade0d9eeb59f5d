import { z } from 'zod';
import type { CallOptions } from './call-options.ts';
import { answerFailure, type Failure } from './errors.ts';
import type { Http } from './http.ts';

/** The statuses of an index at ElevenLabs (API documentation). */
const remoteIndexStatuses = [
  'new',
  'created',
  'processing',
  'failed',
  'succeeded',
  'rag_limit_exceeded',
  'document_too_small',
  'cannot_index_folder',
] as const;

export type RemoteIndexStatus = (typeof remoteIndexStatuses)[number];

/** What ElevenLabs answers about the index of one document. */
export type IndexAnswer =
  /** `progress` is 0 to 100. */
  | { kind: 'index'; indexId: string; status: RemoteIndexStatus; progress: number }
  /** ElevenLabs has no such document, or does not show it yet. */
  | { kind: 'gone' }
  | { kind: 'failed'; failure: Failure };

/** How much of the index of the whole ElevenLabs workspace is used, in bytes. */
export interface IndexUsage {
  usedBytes: number;
  maxBytes: number;
}

/** The most documents in one request (API documentation). */
export const indexesAtOnce = 100;

/** The indexes that agents search. Calls throw only UpstreamError. */
export interface IndexCalls {
  /**
   * Asks for the index of up to 100 documents and starts those that are missing. Repeating it is harmless.
   * Documents without a readable answer are left out.
   */
  computeIndexes(ids: readonly string[], model: string, options: CallOptions): Promise<Map<string, IndexAnswer>>;
  removeIndex(documentId: string, indexId: string, options: CallOptions): Promise<void>;
  indexUsage(options: CallOptions): Promise<IndexUsage>;
}

/** Unknown statuses are newer than this code; the document is asked about again. */
const status = z.string().transform((value): RemoteIndexStatus => {
  return remoteIndexStatuses.find((known) => known === value) ?? 'processing';
});

const success = z
  .object({
    status: z.literal('success'),
    data: z.object({
      id: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/),
      status,
      progress_percentage: z.number().min(0).max(100).catch(0),
    }),
  })
  .transform(({ data }): IndexAnswer => {
    return { kind: 'index', indexId: data.id, status: data.status, progress: Math.floor(data.progress_percentage) };
  });

const failure = z
  .object({ status: z.literal('failure'), error_code: z.int(), error_status: z.string().nullish() })
  .transform(({ error_code: code, error_status: reason }): IndexAnswer => {
    return code === 404 ? { kind: 'gone' } : { kind: 'failed', failure: answerFailure(code, reason ?? null, null) };
  });

/** One unreadable item does not hide the others. */
const batch = z.record(z.string(), z.union([success, failure]).nullable().catch(null));

const usage = z.object({ total_used_bytes: z.number().nonnegative(), total_max_bytes: z.number().nonnegative() });

/** @param basePath of the knowledge base. */
export function indexCalls(call: Http, basePath: string): IndexCalls {
  return {
    async computeIndexes(ids, model, options) {
      const items = ids.map((id) => ({ document_id: id, create_if_missing: true, model }));
      const request = {
        ...options,
        method: 'POST',
        path: `${basePath}/rag-index`,
        body: { items },
      } as const;
      const answers = new Map(Object.entries(await call(request, batch)));
      return new Map(
        ids.flatMap((id) => {
          const answer = answers.get(id);
          return answer == null ? [] : [[id, answer]];
        }),
      );
    },
    async removeIndex(documentId, indexId, options) {
      const path = `${basePath}/${encodeURIComponent(documentId)}/rag-index/${encodeURIComponent(indexId)}`;
      await call({ ...options, method: 'DELETE', path }, z.unknown());
    },
    async indexUsage(options) {
      const request = { ...options, method: 'GET', path: `${basePath}/rag-index` } as const;
      const { total_used_bytes: usedBytes, total_max_bytes: maxBytes } = await call(request, usage);
      return { usedBytes, maxBytes };
    },
  };
}
