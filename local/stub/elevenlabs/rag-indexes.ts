import { randomInt } from 'node:crypto';
import type { KnowledgeBase, StubDocument } from './knowledge-base.ts';

/** Every status that the API documents. */
export const indexStatuses = [
  'new',
  'created',
  'processing',
  'failed',
  'succeeded',
  'rag_limit_exceeded',
  'document_too_small',
  'cannot_index_folder',
] as const;

type IndexStatus = (typeof indexStatuses)[number];

/** The models of the published OpenAPI, and a newer one that is not in it yet. */
export const embeddingModels = [
  'e5_mistral_7b_instruct',
  'multilingual_e5_large_instruct',
  'qwen3_embedding_4b',
] as const;

type EmbeddingModel = (typeof embeddingModels)[number];

/** Smaller documents are not indexed: agents get them in their prompt (API documentation). */
const minimumBytes = 500;

export interface IndexingSettings {
  /** Milliseconds until an index is complete; null leaves it in `processing` until its status is set. */
  durationMs: number | null;
  /** Bytes that the plan allows, over all models. */
  maxBytes: number;
}

/** Instant indexing within the 20 MB of the Creator plan. */
export const defaultIndexing: IndexingSettings = { durationMs: 0, maxBytes: 20_000_000 };

/** The state of an index at one moment. */
export interface RagIndex {
  id: string;
  documentId: string;
  model: EmbeddingModel;
  status: IndexStatus;
  /** From 0 to 100. */
  progress: number;
  usedBytes: number;
}

interface StoredIndex extends Pick<RagIndex, 'id' | 'documentId' | 'model'> {
  readonly text: string;
  readonly startedAt: number;
  /** Null while status and progress depend on the time since the start. */
  state: Pick<RagIndex, 'status' | 'progress'> | null;
}

/**
 * The retrieval (RAG) indexes: one for each document and model. A change of a document's text removes its
 * indexes. The API does not document that; without it, a client could take an old index for a new one.
 */
export class RagIndexes {
  settings: IndexingSettings;
  readonly #knowledgeBase: KnowledgeBase;
  #stored: StoredIndex[] = [];
  #failures = new Map<string, number>();

  constructor(knowledgeBase: KnowledgeBase, settings: IndexingSettings) {
    this.#knowledgeBase = knowledgeBase;
    this.settings = { ...settings };
  }

  /** All indexes, or those of one document. */
  list(documentId?: string): readonly RagIndex[] {
    const current = this.#current().filter((index) => documentId === undefined || index.documentId === documentId);
    return current.map((index) => this.#view(index));
  }

  /**
   * The index of a document. Creates it if it is missing, or if the plan now has room for one that was
   * refused (the API does not document how such an index recovers).
   */
  compute(document: Readonly<StubDocument>, model: EmbeddingModel): RagIndex {
    const known = this.list(document.id).find((index) => index.model === model);
    const retry = known?.status === 'rag_limit_exceeded' && this.#fits(document);
    if (known !== undefined && !retry) return known;
    if (known !== undefined) this.remove(document.id, known.id);
    const created = this.#create(document, model);
    this.#stored.push(created);
    return this.#view(created);
  }

  /** Removes one index and returns its last state; null for an unknown id. */
  remove(documentId: string, indexId: string): RagIndex | null {
    const removed = this.list(documentId).find(({ id }) => id === indexId);
    this.#stored = this.#stored.filter(({ id }) => id !== removed?.id);
    return removed ?? null;
  }

  /** Sets the state of a document's indexes. Returns false if it has none. */
  setState(documentId: string, state: Pick<RagIndex, 'status' | 'progress'>): boolean {
    const indexes = this.#current().filter((index) => index.documentId === documentId);
    for (const index of indexes) index.state = state;
    return indexes.length > 0;
  }

  /** Makes the next `times` indexes of a document fail. */
  failNext(documentId: string, times: number): void {
    this.#failures.set(documentId, times);
  }

  /** Used bytes of one model, or of all. */
  usedBytes(model?: EmbeddingModel): number {
    const counted = this.list().filter((index) => model === undefined || index.model === model);
    return counted.reduce((sum, index) => sum + index.usedBytes, 0);
  }

  clear(): void {
    this.#stored = [];
    this.#failures.clear();
  }

  /** Drops the indexes of documents that were deleted or changed. */
  #current(): readonly StoredIndex[] {
    this.#stored = this.#stored.filter(({ documentId, text }) => this.#knowledgeBase.find(documentId)?.text === text);
    return this.#stored;
  }

  #create(document: Readonly<StubDocument>, model: EmbeddingModel): StoredIndex {
    const { id: documentId, text } = document;
    const status = this.#refusal(document);
    const state = status === null ? null : { status, progress: 0 };
    return { id: `rag_${randomInt(2 ** 47)}`, documentId, model, text, startedAt: Date.now(), state };
  }

  /** The status of an index that cannot be computed, else null. */
  #refusal(document: Readonly<StubDocument>): IndexStatus | null {
    if (document.type === 'folder') return 'cannot_index_folder';
    if (Buffer.byteLength(document.text) < minimumBytes) return 'document_too_small';
    const failures = this.#failures.get(document.id) ?? 0;
    if (failures > 0) {
      this.#failures.set(document.id, failures - 1);
      return 'failed';
    }
    return this.#fits(document) ? null : 'rag_limit_exceeded';
  }

  #fits({ text }: Readonly<StubDocument>): boolean {
    return this.usedBytes() + Buffer.byteLength(text) <= this.settings.maxBytes;
  }

  #view({ id, documentId, model, text, startedAt, state }: StoredIndex): RagIndex {
    const { status, progress } = state ?? this.#stateAfter(Date.now() - startedAt);
    const occupies = ['new', 'created', 'processing', 'succeeded'].includes(status);
    return { id, documentId, model, status, progress, usedBytes: occupies ? Buffer.byteLength(text) : 0 };
  }

  #stateAfter(elapsedMs: number): Pick<RagIndex, 'status' | 'progress'> {
    const { durationMs } = this.settings;
    if (durationMs === null) return { status: 'processing', progress: 0 };
    if (elapsedMs >= durationMs) return { status: 'succeeded', progress: 100 };
    return { status: 'processing', progress: Math.floor((100 * elapsedMs) / durationMs) };
  }
}
