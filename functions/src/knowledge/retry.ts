import { z } from 'zod';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { KnowledgeContext } from './context.ts';
import { documentIdSchema, type SyncError } from './document.ts';
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
 * A manual retry by an editor: resets and claims the document in one transaction, brings it over and
 * answers its final state. A completed one is answered unchanged; one that is being worked on as
 * `syncing`. Null when the document does not exist. Throws when Firestore cannot be reached.
 */
export async function retryDocument(context: KnowledgeContext, documentId: string): Promise<RetryAnswer | null> {
  const result = await syncDocument(context, documentId, { cause: 'manual' });
  switch (result.kind) {
    case 'missing':
      return null;
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
