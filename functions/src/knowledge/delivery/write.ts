import type { Sync, SyncError } from '../document.ts';

/** What a decision writes, in the transaction that read the document. Times are epoch milliseconds. */
export type Write =
  | NoWrite
  | SyncWrite
  /** Only the time of the next verification. */
  | { kind: 'verifyAt'; verifyAt: number }
  /** The fields of a refusal; whatever else is under `sync` stays. */
  | { kind: 'refusal'; sync: Refusal }
  | RemoteWrite;

/** Writes nothing. */
export interface NoWrite {
  kind: 'none';
}

export const noWrite: NoWrite = { kind: 'none' };

/** Writes everything under `sync`. */
export interface SyncWrite {
  kind: 'sync';
  sync: Sync;
}

/** What is written under `sync` of an unreadable document. */
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
