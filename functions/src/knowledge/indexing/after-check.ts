import type { Failure } from '../../upstream/errors.ts';
import type { IndexAnswer, RemoteIndexStatus } from '../../upstream/rag-index.ts';
import { verifyDelayMs } from '../delivery/schedule.ts';
import type { IndexState, StoredDocument, Sync } from '../document.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The waits between checks of an index that is being computed, in milliseconds; the last one repeats. */
const waitsMs = [minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, hour] as const;

/** How often a failed index is deleted and requested again. */
const retriesOfFailed = 3;

/** The text and state that a check asked about, to which its answer belongs. */
export interface Asked {
  model: string;
  elevenLabsId: string;
  /** When ElevenLabs accepted the text. */
  completedAt: number | null;
  checkedAt: number | null;
}

/** What a check writes and what it does after that. */
export type Checked =
  /** The document changed, was deleted or is being worked on: the answer is of another text. */
  | { kind: 'dropped' }
  /** The stored document cannot be asked about: not checked again until its next sync. */
  | { kind: 'set aside' }
  | { kind: 'checked'; index: IndexState }
  /** The index failed: delete it, so that the next check computes it again. */
  | { kind: 'failed'; index: IndexState; indexId: string }
  /** ElevenLabs does not know the document: verify it at this time. */
  | { kind: 'gone'; index: IndexState; verifyAt: number };

/**
 * The state of a document's index after a check. `answer` is undefined when ElevenLabs left the document out
 * of its answer.
 */
export function afterCheck(
  stored: StoredDocument,
  asked: Asked | null,
  answer: IndexAnswer | undefined,
  now: number,
): Checked {
  if (stored.kind === 'missing') return { kind: 'dropped' };
  if (stored.kind === 'unreadable' || asked === null) return { kind: 'set aside' };
  const { sync, hash } = stored.document;
  const { index } = sync;
  if (index === null || !isOf(asked, sync, index)) return { kind: 'dropped' };
  if (hash !== sync.attemptedHash) return { kind: 'set aside' };
  const checked: IndexState = {
    ...index,
    model: asked.model,
    checkedAt: now,
    nextCheckAt: now + waitMs(index),
    message: null,
  };
  switch (answer?.kind) {
    case undefined:
      return { kind: 'checked', index: { ...checked, message: index.message } };
    case 'index':
      return afterStatus(answer, checked, now);
    case 'gone': {
      // A new document may not be visible yet, and is not doubted before requests for it must have ended.
      const verifyAt = sync.verifyAt ?? Math.max(now, (sync.completedAt ?? 0) + verifyDelayMs);
      return { kind: 'gone', index: { ...checked, message: index.message }, verifyAt };
    }
    case 'failed': {
      const message = answer.failure.retryable ? index.message : refusal(answer.failure);
      return { kind: 'checked', index: { ...checked, message } };
    }
  }
}

/** Whether an answer belongs to the text and state that are stored now. */
function isOf(asked: Asked, sync: Sync, index: IndexState): boolean {
  return (
    sync.status === 'completed' &&
    sync.lease === null &&
    sync.elevenLabsId === asked.elevenLabsId &&
    sync.completedAt === asked.completedAt &&
    index.checkedAt === asked.checkedAt
  );
}

/** The next wait in milliseconds, derived from the last one: each check waits longer than the one before. */
function waitMs({ status, checkedAt, nextCheckAt }: IndexState): number {
  if (status === 'quota' || checkedAt === null || nextCheckAt === null) return waitsMs[0];
  const last = nextCheckAt - checkedAt;
  return waitsMs.find((wait) => wait > last) ?? hour;
}

function afterStatus(answer: Extract<IndexAnswer, { kind: 'index' }>, checked: IndexState, now: number): Checked {
  const done = { ...checked, progress: 0, nextCheckAt: null };
  switch (answer.status) {
    case 'new':
    case 'created':
    case 'processing':
      return { kind: 'checked', index: { ...checked, status: 'processing', progress: answer.progress } };
    case 'succeeded':
      return { kind: 'checked', index: { ...done, status: 'ready', progress: 100 } };
    case 'document_too_small':
      return { kind: 'checked', index: { ...done, status: 'in_prompt' } };
    case 'rag_limit_exceeded': {
      const message =
        'The ElevenLabs index is full, so agents cannot find this document. Upgrade the ElevenLabs plan or delete documents that no agent needs.';
      return { kind: 'checked', index: { ...done, status: 'quota', nextCheckAt: now + day, message } };
    }
    case 'failed':
    case 'cannot_index_folder':
      return afterFailedIndex(answer.indexId, answer.status, done, now);
  }
}

function afterFailedIndex(indexId: string, status: RemoteIndexStatus, done: IndexState, now: number): Checked {
  if (done.tries < retriesOfFailed) {
    // Counted before the index is deleted, so that a crash cannot make it retry for ever.
    return { kind: 'failed', index: { ...done, status: 'pending', tries: done.tries + 1, nextCheckAt: now }, indexId };
  }
  const message = `ElevenLabs could not index this document (${status}). Change its text and save it to try again.`;
  return { kind: 'checked', index: { ...done, status: 'failed', message } };
}

function refusal({ type, status, code }: Failure): string {
  const reference = [status === null ? null : `HTTP ${status}`, code].filter((part) => part !== null).join(', ');
  return `ElevenLabs refused to index this document (${reference || type}). Ask your administrator to check the ElevenLabs plan, the API key and ELEVENLABS_RAG_MODEL.`;
}
