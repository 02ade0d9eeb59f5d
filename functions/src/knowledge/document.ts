import type { IndexStatus } from '../shared/index-status.ts';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { FailureType } from '../upstream/errors.ts';

/** The latest failure, as users see it. */
export interface SyncError {
  type: FailureType;
  /** At most 500 characters; says what to do. */
  message: string;
  retryable: boolean;
}

/** Who is working on a document, and until when (epoch milliseconds). */
interface Lease {
  owner: string;
  expiresAt: number;
}

/** The index of a document's present text; times are epoch milliseconds. */
export interface IndexState {
  model: string;
  status: IndexStatus;
  /** Per cent, 0 to 100. */
  progress: number;
  /** How often a failed index was deleted and asked for again. */
  tries: number;
  checkedAt: number | null;
  /** Null: not checked again until the text changes. */
  nextCheckAt: number | null;
  /** Why the document is not indexed, for users; null while nothing is wrong. */
  message: string | null;
}

/** What the functions keep under `sync`; times are epoch milliseconds, absent fields are null or 0. */
export interface Sync {
  status: SyncStatus;
  /** Create or update requests sent since the document was created, edited or manually retried. */
  attempts: number;
  /** Claims since then, not counting verifications. */
  runs: number;
  lastAttemptAt: number | null;
  completedAt: number | null;
  nextAttemptAt: number | null;
  verifyAt: number | null;
  error: SyncError | null;
  elevenLabsId: string | null;
  tag: string | null;
  attemptedHash: string | null;
  /** Null when indexing is off, or before ElevenLabs accepted the document. */
  index: IndexState | null;
  lease: Lease | null;
}

/** A knowledge document as the functions work with it. */
export interface KnowledgeDocument {
  title: string;
  content: string;
  /** Hash of title and content, as in `attemptedHash`. */
  hash: string;
  sync: Sync;
}

/** What a removal or a refusal needs to know of a document. Each field is read on its own. */
export interface RemoteIdentity {
  tag: string | null;
  elevenLabsId: string | null;
  verifyAt: number | null;
  leaseExpiresAt: number | null;
}

/** A document that cannot be synced as it is stored; `problem` says why, for users. */
export interface UnreadableDocument {
  kind: 'unreadable';
  problem: string;
  identity: RemoteIdentity;
}

/** What a read of a document found. */
export type StoredDocument =
  | { kind: 'missing' }
  | { kind: 'readable'; document: KnowledgeDocument }
  | UnreadableDocument;
