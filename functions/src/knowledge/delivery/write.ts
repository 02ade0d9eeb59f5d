import type { Sync, SyncError } from '../document.ts';
import type { RemovalRequest } from './remote.ts';

/** What a decision writes, in the transaction that read the document. Times are epoch milliseconds. */
export type Write =
  | NoWrite
  | SyncWrite
  /** Only the time of the next verification. */
  | { kind: 'verifyAt'; verifyAt: number }
  /** The fields of a refusal; everything else under `sync` stays. */
  | { kind: 'refusal'; sync: Refusal }
  | RemoteWrite;

/** Writes nothing. */
export interface NoWrite {
  kind: 'none';
}

export const noWrite: NoWrite = { kind: 'none' };

/** Writes everything under `sync`, and a live record for `liveTag` when it is given. */
export interface SyncWrite {
  kind: 'sync';
  sync: Sync;
  liveTag?: string;
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

/** Marks the record of a tag as being removed. */
export interface RemoteWrite {
  kind: 'remote';
  tag: string;
  removal: Omit<RemovalRequest, 'documentId'>;
  now: number;
}
