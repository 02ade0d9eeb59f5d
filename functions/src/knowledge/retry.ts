import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { KnowledgeContext } from './context.ts';
import type { SyncError } from './document.ts';
import { documentIdSchema } from './read-document.ts';
import { syncDocument } from './sync.ts';

export const retryInput = z.strictObject({ documentId: documentIdSchema });

/** The answer of `retryKnowledgeSync`. */
export interface RetryAnswer {
  documentId: string;
  status: SyncStatus;
  error: SyncError | null;
}

/**
 * Resets, claims and syncs a document for an editor who pressed Retry. Leaves a completed document as it is;
 * answers `syncing` when another run holds it. Throws CallableError `not-found`.
 */
export async function retryDocument(context: KnowledgeContext, documentId: string): Promise<RetryAnswer> {
  const result = await syncDocument(context, documentId, { cause: 'manual' });
  switch (result.kind) {
    case 'missing':
      throw new CallableError('not-found', 'This document no longer exists.');
    case 'lost':
      return { documentId, status: 'syncing', error: null };
    case 'left':
      return result.reason === 'leased'
        ? { documentId, status: 'syncing', error: null }
        : { documentId, status: result.status, error: result.error };
    case 'settled':
      return { documentId, status: result.status, error: result.error };
  }
}
