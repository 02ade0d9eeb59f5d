import { randomUUID } from 'node:crypto';
import type { KnowledgeContext } from './context.ts';
import type { Cause } from './delivery/claim.ts';
import { EventQueueTimeoutError } from './event-queue.ts';
import {
  latestStart,
  type PendingStage,
  type SlotStage,
  type Stage,
  type SyncResult,
  step,
  type Task,
  withoutSlot,
} from './stage.ts';

/** How to sync a document. */
export interface SyncOptions {
  cause: Cause;
  /** Claims and removes nothing after this time, in epoch milliseconds. */
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
    cause,
    claimBefore,
  };
  let stage: Stage = { kind: 'claim' };
  while (stage.kind !== 'ended') stage = await advance(task, stage);
  return stage.result;
}

/**
 * The same for an event. Throws EventQueueTimeoutError when it cannot start in time, so that the event is
 * delivered again.
 */
export async function syncForEvent(
  context: KnowledgeContext,
  documentId: string,
  claimBefore: number,
): Promise<SyncResult> {
  const result = await syncDocument(context, documentId, { cause: 'automatic', claimBefore });
  if (result.kind !== 'left' || result.reason !== 'too late') return result;
  throw new EventQueueTimeoutError('ElevenLabs took no requests in time.');
}

/**
 * Takes one step, or two in one slot: a claim or fence keeps its slot for the request that follows. Waits for
 * the slot while ElevenLabs throttles, before a claim without a lease.
 */
async function advance(task: Task, stage: PendingStage): Promise<Stage> {
  if (!needsSlot(stage)) return await step(task, stage);
  const { context } = task;
  const next = await context.slot(
    async () => {
      const next = await step(task, stage);
      return next.kind === 'send' ? await step(task, next) : next;
    },
    latestStart(task, stage),
  );
  return next ?? withoutSlot(stage);
}

function needsSlot(stage: Stage): stage is SlotStage {
  return stage.kind === 'claim' || stage.kind === 'fence';
}
