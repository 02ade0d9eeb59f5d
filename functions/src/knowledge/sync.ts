import { randomUUID } from 'node:crypto';
import type { KnowledgeContext } from './context.ts';
import type { Cause } from './delivery/claim.ts';
import { type PendingStage, type Stage, type SyncResult, step, type Task } from './stage.ts';
import { transact, transactClaim } from './store.ts';
import { makeNonce, makeTag } from './tag.ts';

/** How to sync a document. */
export interface SyncOptions {
  cause: Cause;
  /** Claims nothing after this time, in epoch milliseconds. */
  claimBefore?: number;
}

/**
 * Syncs a document to ElevenLabs if there is work to do and no other run holds it. Upstream failures are
 * written to the document. Throws when Firestore is unreachable; the lease then expires.
 */
export async function syncDocument(
  context: KnowledgeContext,
  documentId: string,
  { cause, claimBefore = Number.POSITIVE_INFINITY }: SyncOptions,
): Promise<SyncResult> {
  const task: Task = {
    context,
    documentId,
    owner: randomUUID(),
    tag: makeTag(documentId, makeNonce()),
    cause,
    claimBefore,
    transactClaim: (decide) => transactClaim(context.db, documentId, decide),
    transact: (decide) => transact(context.db, documentId, decide),
  };
  let stage: Stage = { kind: 'claim' };
  while (stage.kind !== 'ended') stage = await advance(task, stage);
  return stage.result;
}

/** Takes one step, or several in one slot: a claim or fence keeps its slot for the request that follows. */
async function advance(task: Task, stage: PendingStage): Promise<Stage> {
  if (!needsSlot(stage)) return await step(task, stage);
  return await task.context.slot(async () => {
    let next = await step(task, stage);
    while (needsSlot(next)) next = await step(task, next);
    return next;
  });
}

function needsSlot(stage: Stage): stage is Extract<Stage, { kind: 'claim' | 'fence' | 'send' }> {
  return stage.kind === 'claim' || stage.kind === 'fence' || stage.kind === 'send';
}
