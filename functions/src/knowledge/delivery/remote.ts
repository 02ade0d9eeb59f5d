import type { SyncError } from '../document.ts';

/** A record of the ledger: what ElevenLabs may hold under one tag. Times are epoch milliseconds. */
export type Remote = { status: 'live'; documentId: string } | RemovingRemote;

/** The document is gone, and what ElevenLabs holds under its tag is being removed. */
export interface RemovingRemote {
  status: 'removing';
  documentId: string;
  /** The remote document known by its id that is still to be deleted. */
  elevenLabsId: string | null;
  title: string;
  attempts: number;
  error: SyncError | null;
  nextAttemptAt: number;
  /** A listing made before this may miss a request that ElevenLabs is still processing. */
  listAfter: number;
}

/** What a read of a record found. */
export type StoredRemote = { kind: 'missing' } | { kind: 'unreadable' } | { kind: 'readable'; remote: Remote };

/** Asks for the removal of everything under a tag. */
export interface RemovalRequest {
  documentId: string;
  elevenLabsId: string | null;
  title: string;
  listAfter: number;
}

/**
 * The record after a request for its removal. A record that is being removed keeps what it knows, and
 * `listAfter` only moves later; a newly known remote document is due at once.
 */
export function removing(stored: StoredRemote, request: RemovalRequest, now: number): RemovingRemote {
  const before = stored.kind === 'readable' && stored.remote.status === 'removing' ? stored.remote : null;
  const { documentId, title } = request;
  const elevenLabsId = request.elevenLabsId ?? before?.elevenLabsId ?? null;
  const listAfter = Math.max(request.listAfter, before?.listAfter ?? 0);
  if (before === null) {
    const nextAttemptAt = elevenLabsId === null ? listAfter : now;
    return { status: 'removing', documentId, elevenLabsId, title, attempts: 0, error: null, nextAttemptAt, listAfter };
  }
  const learned = elevenLabsId !== before.elevenLabsId;
  return { ...before, elevenLabsId, listAfter, nextAttemptAt: learned ? now : before.nextAttemptAt };
}
