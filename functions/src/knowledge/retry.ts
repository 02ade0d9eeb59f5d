import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { KnowledgeContext } from './context.ts';
import type { SyncError } from './document.ts';
import { documentIdSchema } from './read-document.ts';
import { syncDocument } from './sync.ts';

/** What `retryKnowledgeSync` takes. */
export const retryInput = z.strictObject({ documentId: documentIdSchema });

/** What `retryKnowledgeSync` answers. */
export interface RetryAnswer {
  documentId: string;
  status: SyncStatus;
  error: SyncError | null;
}

/**
 * Resets, claims and syncs a document for an editor who pressed Retry. A completed document is answered
 * unchanged; one that another run holds is answered as `syncing`. Throws CallableError `not-found`.
 */
export async function retryDocument(context: KnowledgeContext, documentId: string): Promise<RetryAnswer> {
  const result = await syncDocument(context, documentId, { cause: 'manual' });
  switch (result.kind) {
    case 'missing':
      throw new CallableError('not-found', 'This document does not exist any more.');
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
