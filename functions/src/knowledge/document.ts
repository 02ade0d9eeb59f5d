import type { SyncStatus } from '../shared/sync-status.ts';
import type { FailureType } from '../upstream/errors.ts';

/** The latest failure, for users. */
export interface SyncError {
  type: FailureType;
  /** At most 500 characters. */
  message: string;
  retryable: boolean;
}

/** The run that holds a document, until `expiresAt` in epoch milliseconds. */
interface Lease {
  owner: string;
  expiresAt: number;
}

/** The state under `sync`. Times are epoch milliseconds; absent fields read as null or 0. */
export interface Sync {
  status: SyncStatus;
  /** Create and update requests since the document was created, edited or manually retried. */
  attempts: number;
  /** Claims since then, not counting verifications. */
  runs: number;
  lastAttemptAt: number | null;
  nextAttemptAt: number | null;
  verifyAt: number | null;
  /** Verifications that failed in a row. */
  verifications: number;
  error: SyncError | null;
  elevenLabsId: string | null;
  tag: string | null;
  remoteName: string | null;
  attemptedHash: string | null;
  acceptedHash: string | null;
  lease: Lease | null;
}

export interface KnowledgeDocument {
  title: string;
  content: string;
  /** Hash of title and content; see `hashText`. */
  hash: string;
  sync: Sync;
}

/** The part of `sync` that is read even when the rest is unreadable. */
export interface RemoteIdentity {
  tag: string | null;
  elevenLabsId: string | null;
  verifyAt: number | null;
  leaseExpiresAt: number | null;
}

/** A document that breaks its schema; `problem` says where, for users. */
export interface UnreadableDocument {
  kind: 'unreadable';
  problem: string;
  identity: RemoteIdentity;
}

export type StoredDocument =
  | { kind: 'missing' }
  | { kind: 'readable'; document: KnowledgeDocument }
  | UnreadableDocument;

/** Whether two hashes are of the same content, under any title. A null hash equals none. */
export function sameContent(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.split('.')[1] === b.split('.')[1];
}
