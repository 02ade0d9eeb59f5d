import { type DocumentSnapshot, Timestamp } from 'firebase/firestore';
import type { Draft } from '../../../functions/src/shared/draft.ts';
import { type SyncStatus, syncStatuses } from '../../../functions/src/shared/sync-status.ts';
import { countOf, fieldsOf, instantOf, itemsOf, textOf, wordOf } from '../ui/fields.ts';

/** A failure as the functions tell of it. */
export interface SyncError {
  type: string;
  /** Written for people; says what to do. */
  message: string;
}

/** What the page shows of a document's synchronisation. */
export interface SyncView {
  status: SyncStatus;
  /** Requests sent since the document was created, edited or retried by hand. */
  attempts: number;
  /** When the system tries again by itself; null when it will not. */
  nextAttemptAt: Date | null;
  error: SyncError | null;
}

/** A knowledge document as the page shows it. */
export interface KnowledgeDocument extends Draft {
  id: string;
  /** The version: of the newest edit that the server has. Null while an edit made here waits. */
  version: Timestamp | null;
  editedAt: Date | null;
  sync: SyncView;
  /** Whether a change made here has not reached the server yet. */
  waiting: boolean;
}

/** What a manual retry led to; `syncing` when somebody else is at it already. */
export interface RetryAnswer {
  status: SyncStatus;
  error: SyncError | null;
}

/** A document that was deleted here and still has to go at ElevenLabs. */
export interface Removal {
  id: string;
  documentId: string;
  attempts: number;
  nextAttemptAt: Date | null;
  error: SyncError | null;
}

/**
 * Reads a stored document. What is missing or odd becomes empty rather than an error: a document
 * written past the rules must still be seen, to be mended or deleted.
 */
export function readDocument(snapshot: DocumentSnapshot): KnowledgeDocument {
  const data = fieldsOf(snapshot.data({ serverTimestamps: 'estimate' }));
  const sync = fieldsOf(data.sync);
  const waiting = snapshot.metadata.hasPendingWrites;
  return {
    id: snapshot.id,
    title: textOf(data.title),
    content: textOf(data.content),
    tags: itemsOf(data.tags).map(textOf),
    version: !waiting && data.updatedAt instanceof Timestamp ? data.updatedAt : null,
    editedAt: instantOf(data.updatedAt),
    sync: {
      status: wordOf(syncStatuses, sync.status) ?? 'pending',
      attempts: countOf(sync.attempts),
      nextAttemptAt: instantOf(sync.nextAttemptAt),
      error: readError(sync.error),
    },
    waiting,
  };
}

/** Reads the record of a removal that is still owed. */
export function readRemoval(snapshot: DocumentSnapshot): Removal {
  const data = fieldsOf(snapshot.data());
  return {
    id: snapshot.id,
    documentId: textOf(data.documentId),
    attempts: countOf(data.attempts),
    nextAttemptAt: instantOf(data.nextAttemptAt),
    error: readError(data.error),
  };
}

/** Reads the failure in a document or in a callable's answer. */
export function readError(value: unknown): SyncError | null {
  const { type, message } = fieldsOf(value);
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  return { type, message };
}

/** What an editor may call a document: its title, or that it has none. */
export function titleOf(document: { title: string }): string {
  return document.title.trim() || '(without a title)';
}
