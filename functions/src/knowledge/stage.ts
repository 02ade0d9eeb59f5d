import type { SyncStatus } from '../shared/sync-status.ts';
import type { Failure } from '../upstream/errors.ts';
import { timeoutAt } from '../upstream/timeout-at.ts';
import type { KnowledgeContext } from './context.ts';
import { afterAttempt } from './delivery/after-attempt.ts';
import { type Cause, type Claim, claim } from './delivery/claim.ts';
import { type Fence, fence, type Stop } from './delivery/fence.ts';
import { hasTime, type Outcome, type Result, type Run } from './delivery/run.ts';
import { leastAttemptMs } from './delivery/schedule.ts';
import { type Settlement, settle } from './delivery/settle.ts';
import type { SyncError } from './document.ts';
import { startIndex } from './indexing/start.ts';
import { logSettled } from './log-settled.ts';
import { failureMessage } from './messages.ts';
import { carryOutRemoval } from './removal.ts';
import { attempt } from './send.ts';
import { transact, transactClaim } from './store.ts';
import { makeNonce, makeTag } from './tag.ts';

/** The outcome of a sync, for its caller. */
export type SyncResult =
  /** The document does not exist or was deleted during the run. */
  | { kind: 'missing' }
  /** Another run holds the document, or there is nothing to do. */
  | { kind: 'left'; reason: 'leased' | 'nothing to do' | 'too late'; status: SyncStatus; error: SyncError | null }
  /** Another run took over the lease. */
  | { kind: 'lost' }
  | { kind: 'settled'; status: SyncStatus; error: SyncError | null };

/** The sync of one document in one call. */
export interface Task {
  context: KnowledgeContext;
  documentId: string;
  /** Identifies the run in the lease. */
  owner: string;
  cause: Cause;
  /** Claims nothing after this time, in epoch milliseconds. */
  claimBefore: number;
}

/** What a task does next. */
export type Stage =
  | { kind: 'claim' }
  | { kind: 'send'; run: Run }
  | { kind: 'wait'; run: Run; delayMs: number; failure: Failure | null }
  | { kind: 'fence'; run: Run; failure: Failure | null }
  | { kind: 'settle'; run: Run; result: Result }
  | { kind: 'remove'; tag: string }
  | { kind: 'ended'; result: SyncResult };

export type PendingStage = Exclude<Stage, { kind: 'ended' }>;

/** A stage that leads to requests, so that it needs a slot. */
export type SlotStage = Extract<Stage, { kind: 'claim' | 'fence' }>;

/** When a stage must have got its slot, in epoch milliseconds: after that there is no time left for a request. */
export function latestStart({ claimBefore }: Task, stage: SlotStage): number {
  return stage.kind === 'claim' ? claimBefore : stage.run.deadlineAt - leastAttemptMs;
}

/** What follows a stage that got no slot in time: nothing of it was sent. */
export function withoutSlot(stage: SlotStage): Stage {
  return stage.kind === 'claim' ? tooLate : unsent(stage.run, stage.failure);
}

/** The end of a run that sends nothing more; `failure` is that of its last request. */
function unsent(run: Run, failure: Failure | null): Stage {
  return { kind: 'settle', run, result: failure === null ? { kind: 'unsent' } : failed(failure) };
}

/** Takes a task to its next stage. Throws when Firestore is unreachable. */
export async function step(task: Task, stage: PendingStage): Promise<Stage> {
  const { context } = task;
  switch (stage.kind) {
    case 'claim':
      return await claimDocument(task);
    case 'send':
      return afterSend(task, stage.run, await attempt(context, stage.run, timeoutAt(stage.run.deadlineAt, context)));
    case 'wait':
      await context.wait(stage.delayMs, timeoutAt(stage.run.deadlineAt, context));
      return { kind: 'fence', run: stage.run, failure: stage.failure };
    case 'fence':
      return await fenceRun(task, stage.run, stage.failure);
    case 'settle':
      return await settleRun(task, stage.run, stage.result);
    case 'remove':
      await carryOutRemoval(context, stage.tag, task.claimBefore);
      return ended({ kind: 'missing' });
  }
}

async function claimDocument(task: Task): Promise<Stage> {
  const { context, documentId, owner, cause } = task;
  const now = context.now();
  if (now > task.claimBefore) return tooLate;
  const claimed = await transactClaim<Claim>(context, documentId, (input, earlier) =>
    claim(input, { documentId, owner, cause, tag: makeTag(documentId, makeNonce()), now }, earlier),
  );
  switch (claimed.kind) {
    case 'claimed': {
      const { run, runs } = claimed;
      context.log('INFO', 'knowledge.claimed', { documentId, purpose: run.purpose, runs, owner });
      return { kind: 'send', run };
    }
    case 'exhausted': {
      const { runs, status, error } = claimed.write.sync;
      context.log('ERROR', 'knowledge.exhausted', { documentId, runs });
      return ended({ kind: 'settled', status, error });
    }
    case 'leave':
      return ended({ kind: 'left', reason: claimed.reason, status: claimed.status, error: claimed.error });
    case 'missing':
      return ended({ kind: 'missing' });
    case 'unreadable':
      return afterStop(task, claimed);
  }
}

function afterSend({ context, documentId }: Task, sent: Run, outcome: Outcome): Stage {
  const { now, random, backoff } = context;
  const next = afterAttempt(sent, outcome, { now: now(), random: random(), backoff });
  const { run } = next;
  if (next.kind === 'settle') {
    return { kind: 'settle', run, result: resultOf(next.outcome, context) };
  }
  const { delayMs, failure } = next;
  const { type = 'not_found', status = null, code = null } = failure ?? {};
  context.log('WARNING', 'knowledge.retry', { documentId, attempt: run.attempt, delayMs, type, status, code });
  return { kind: 'wait', run, delayMs, failure };
}

async function fenceRun(task: Task, run: Run, failure: Failure | null): Promise<Stage> {
  const { context, documentId } = task;
  const now = context.now();
  if (!hasTime(run, now)) return unsent(run, failure);
  const fenced = await transact<Fence>(context, documentId, (stored, earlier) => fence(stored, run, now, earlier));
  return fenced.kind === 'proceed' ? { kind: 'send', run: fenced.run } : afterStop(task, fenced);
}

async function settleRun(task: Task, run: Run, result: Result): Promise<Stage> {
  const { context, documentId, owner } = task;
  const now = context.now();
  const settlement = await transact<Settlement>(context, documentId, (stored, earlier) =>
    settle(stored, run, result, now, earlier),
  );
  switch (settlement.kind) {
    case 'again':
      context.log('INFO', 'knowledge.edited_meanwhile', { documentId, owner });
      return { kind: 'fence', run: settlement.run, failure: null };
    case 'settled': {
      const { sync } = settlement;
      logSettled(context, documentId, { run, result, sync });
      return ended({ kind: 'settled', status: sync.status, error: sync.error });
    }
    default:
      return afterStop(task, settlement);
  }
}

function afterStop({ context, documentId, owner }: Task, stop: Stop): Stage {
  switch (stop.kind) {
    case 'gone':
      context.log('INFO', 'knowledge.deleted_meanwhile', { documentId, owner });
      return { kind: 'remove', tag: stop.write.tag };
    case 'lost':
      context.log('WARNING', 'knowledge.lease_lost', { documentId, owner });
      return ended({ kind: 'lost' });
    case 'unreadable':
      context.log('ERROR', 'knowledge.unreadable', { documentId });
      return ended({ kind: 'settled', status: 'failed', error: stop.error });
  }
}

const tooLate: Stage = {
  kind: 'ended',
  result: { kind: 'left', reason: 'too late', status: 'pending', error: null },
};

function ended(result: SyncResult): Stage {
  return { kind: 'ended', result };
}

function resultOf(outcome: Exclude<Outcome, { kind: 'gone' }>, { ragModel, now }: KnowledgeContext): Result {
  switch (outcome.kind) {
    case 'accepted':
      // ElevenLabs may drop the index with an update, so each accepted request starts it again.
      return { kind: 'accepted', elevenLabsId: outcome.elevenLabsId, index: startIndex(ragModel, now()) };
    case 'absent':
      return outcome;
    case 'failed':
      return failed(outcome.failure);
  }
}

function failed(failure: Failure): Result {
  return { kind: 'failed', failure, message: failureMessage(failure) };
}
