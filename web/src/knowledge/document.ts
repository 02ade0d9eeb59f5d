import { type DocumentSnapshot, Timestamp } from 'firebase/firestore';
import {
  type Draft,
  type IndexStatus,
  indexStatuses,
  type SyncStatus,
  syncStatuses,
} from '../../../functions/src/client.ts';
import { countOf, fieldsOf, instantOf, itemsOf, textOf, wordOf } from '../ui/fields.ts';

/** A failure as the functions report it. */
interface SyncError {
  type: string;
  /** Written for users; says what to do. */
  message: string;
}

/** The state of indexing for the agent. */
export interface IndexView {
  status: IndexStatus;
  /** Per cent, 0 when unknown. */
  progress: number;
  /** Why it is not indexed; '' otherwise. */
  message: string;
}

/** A document's sync state. */
export interface SyncView {
  status: SyncStatus;
  /** Requests sent since the document was created, edited or retried manually. */
  attempts: number;
  /** When the functions retry automatically; null when they do not. */
  nextAttemptAt: Date | null;
  error: SyncError | null;
  /** Null when indexing is off. */
  index: IndexView | null;
}

/** A knowledge document. */
export interface KnowledgeDocument extends Draft {
  id: string;
  /** Server time of the newest edit; null while an edit made on this page is unsent. */
  version: Timestamp | null;
  editedAt: Date | null;
  sync: SyncView;
  /** Whether a change made on this page has not reached the server. */
  unsent: boolean;
}

const retryStatuses = [...syncStatuses, 'removing', 'removed'] as const;

/**
 * The result of a manual retry: `syncing` when a run already has the lease, `pending` when an edit came in between.
 * A deleted document is `removed` once nothing of it is left at ElevenLabs.
 */
export interface RetryAnswer {
  status: (typeof retryStatuses)[number];
  error: SyncError | null;
}

/** A document that was deleted here and is still at ElevenLabs. */
export interface Removal {
  id: string;
  documentId: string;
  title: string;
  attempts: number;
  nextAttemptAt: Date | null;
  error: SyncError | null;
}

/**
 * Reads a stored document. Missing or malformed fields become empty instead of an error, so that an editor
 * can see, repair or delete a document that a server wrote wrongly.
 */
export function readDocument(snapshot: DocumentSnapshot): KnowledgeDocument {
  const data = fieldsOf(snapshot.data({ serverTimestamps: 'estimate' }));
  const sync = fieldsOf(data.sync);
  const unsent = snapshot.metadata.hasPendingWrites;
  return {
    id: snapshot.id,
    title: textOf(data.title),
    content: textOf(data.content),
    tags: itemsOf(data.tags).map(textOf),
    version: !unsent && data.updatedAt instanceof Timestamp ? data.updatedAt : null,
    editedAt: instantOf(data.updatedAt),
    sync: {
      status: wordOf(syncStatuses, sync.status) ?? 'pending',
      attempts: countOf(sync.attempts),
      nextAttemptAt: instantOf(sync.nextAttemptAt),
      error: readError(sync.error),
      index: readIndex(sync.index),
    },
    unsent,
  };
}

function readIndex(value: unknown): IndexView | null {
  const { status, progress, message } = fieldsOf(value);
  const known = wordOf(indexStatuses, status);
  return known === null ? null : { status: known, progress: countOf(progress), message: textOf(message) };
}

/** Whether ElevenLabs has, or may have, the document of a ledger record. */
export function isAtElevenLabs(snapshot: DocumentSnapshot): boolean {
  const { elevenLabsId, error } = fieldsOf(snapshot.data());
  return typeof elevenLabsId === 'string' || readError(error) !== null;
}

/** Reads the ledger record of a document that is being removed. */
export function readRemoval(snapshot: DocumentSnapshot): Removal {
  const data = fieldsOf(snapshot.data());
  return {
    id: snapshot.id,
    documentId: textOf(data.documentId),
    title: textOf(data.title) || textOf(data.documentId),
    attempts: countOf(data.attempts),
    nextAttemptAt: instantOf(data.nextAttemptAt),
    error: readError(data.error),
  };
}

/** Reads the answer of `retryKnowledgeSync`. */
export function readRetryAnswer(value: unknown): RetryAnswer {
  const { error, status } = fieldsOf(value);
  return { status: wordOf(retryStatuses, status) ?? 'pending', error: readError(error) };
}

/** Reads the failure in a document or in a callable's answer. */
function readError(value: unknown): SyncError | null {
  const { type, message } = fieldsOf(value);
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  return { type, message };
}

/** The title, or a placeholder for an empty one. */
export function titleOf(document: { title: string }): string {
  return document.title.trim() || '(untitled)';
}
