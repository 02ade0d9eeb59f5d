import type { Sync, SyncError } from '../document.ts';

/** The write of a decision, in the transaction that read the document. Times are epoch milliseconds. */
export type Write =
  | NoWrite
  | SyncWrite
  /** Sets the time of the next verification and nothing else. */
  | { kind: 'verifyAt'; verifyAt: number }
  /** Merges these fields into `sync`. */
  | { kind: 'refusal'; sync: Refusal }
  | RemoteWrite;

export interface NoWrite {
  kind: 'none';
}

export const noWrite: NoWrite = { kind: 'none' };

/** Replaces `sync`. */
export interface SyncWrite {
  kind: 'sync';
  sync: Sync;
}

/** The fields of an unreadable document. */
export interface Refusal {
  status: 'failed';
  error: SyncError;
  nextAttemptAt: null;
  verifyAt: number | null;
  leaseOwner: null;
  leaseExpiresAt: null;
  /** Absent when the run found no new id. */
  elevenLabsId?: string;
}

/** Schedules the removal of the remote documents with this tag; `elevenLabsId` is the one that is known. */
export interface RemoteWrite {
  kind: 'remote';
  tag: string;
  elevenLabsId: string | null;
  dueAt: number;
}
