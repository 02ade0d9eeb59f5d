import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import { paths } from '../shared/paths.ts';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { KnowledgeContext } from './context.ts';
import type { SyncError } from './document.ts';
import { documentIdSchema } from './read-document.ts';
import { makeRemovalDue } from './removal/record.ts';
import { carryOutRemoval } from './removal.ts';
import { syncDocument } from './sync.ts';
import { longestWaitMs, throttledError } from './throttling.ts';

/** What `retryKnowledgeSync` takes. */
export const retryInput = z.strictObject({ documentId: documentIdSchema });

/** What `retryKnowledgeSync` answers. The last two statuses are those of a deleted document. */
export interface RetryAnswer {
  documentId: string;
  status: SyncStatus | 'removing' | 'removed';
  error: SyncError | null;
}

/**
 * Resets, claims and syncs a document for an editor who pressed Retry. A completed document is answered
 * unchanged; one that another run holds is answered as `syncing`. For a deleted document it carries out its
 * waiting removals. Throws CallableError `not-found`, or `unavailable` with `retryAfterSeconds`, without a
 * change, when ElevenLabs throttles for longer than 30 s.
 */
export async function retryDocument(context: KnowledgeContext, documentId: string): Promise<RetryAnswer> {
  const claimBefore = context.now() + longestWaitMs;
  const result = await syncDocument(context, documentId, { cause: 'manual', claimBefore });
  switch (result.kind) {
    case 'missing':
      return await retryRemovals(context, documentId, claimBefore);
    case 'lost':
      return { documentId, status: 'syncing', error: null };
    case 'left':
      if (result.reason === 'too late') throw throttledError(context);
      return result.reason === 'leased'
        ? { documentId, status: 'syncing', error: null }
        : { documentId, status: result.status, error: result.error };
    case 'settled':
      return { documentId, status: result.status, error: result.error };
  }
}

async function retryRemovals(context: KnowledgeContext, documentId: string, claimBefore: number): Promise<RetryAnswer> {
  const records = await context.db.collection(paths.knowledgeRemotes).where('documentId', '==', documentId).get();
  const removals = records.docs.filter((record) => record.get('status') === 'removing');
  if (removals.length === 0) throw new CallableError('not-found', 'This document no longer exists.');
  let removed = true;
  let error: SyncError | null = null;
  for (const { id: tag } of removals) {
    await makeRemovalDue(context, tag);
    const result = await carryOutRemoval(context, tag, claimBefore);
    if (result.kind === 'too late') throw throttledError(context);
    if (result.kind !== 'waiting') continue;
    removed = false;
    error = result.error ?? error;
  }
  return { documentId, status: removed ? 'removed' : 'removing', error };
}
