import { randomUUID } from 'node:crypto';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { Failure } from '../upstream/errors.ts';
import type { KnowledgeContext } from './context.ts';
import { afterAttempt } from './delivery/after-attempt.ts';
import type { Cause } from './delivery/claim.ts';
import { hasTime, type Outcome, type Result, type Run } from './delivery/run.ts';
import { runDeadlineMs } from './delivery/schedule.ts';
import type { Sync, SyncError } from './document.ts';
import { failureMessage } from './messages.ts';
import { carryOutRemoval } from './removal.ts';
import { attempt } from './send.ts';
import { claimDocument, fenceRun, settleRun } from './store.ts';
import { makeNonce, makeTag } from './tag.ts';

/** How a call ended, for whoever asked for it. */
export type SyncResult =
  /** The document does not exist, or was deleted meanwhile. */
  | { kind: 'missing' }
  /** Somebody else works on it, or nobody need. */
  | { kind: 'left'; reason: 'leased' | 'nothing to do' | 'too late'; status: SyncStatus; error: SyncError | null }
  /** The lease went to a successor. */
  | { kind: 'lost' }
  | { kind: 'settled'; status: SyncStatus; error: SyncError | null };

/** What a call may do. */
export interface SyncOptions {
  cause: Cause;
  /** Nothing is claimed after this time, in epoch milliseconds. */
  claimBefore?: number;
}

/**
 * Brings a document to ElevenLabs if it is this call's turn: claim, look and send with repeats,
 * settle. All that can go wrong upstream ends in the document; it throws only when Firestore
 * cannot be reached, and the lease then runs out by itself.
 */
export async function syncDocument(
  context: KnowledgeContext,
  documentId: string,
  { cause, claimBefore = Number.POSITIVE_INFINITY }: SyncOptions,
): Promise<SyncResult> {
  const owner = randomUUID();
  const tag = makeTag(documentId, makeNonce());
  const begun = await context.slot(async () => {
    const now = context.now();
    if (now > claimBefore) return { kind: 'late' } as const;
    const claim = await claimDocument(context.db, documentId, { owner, cause, tag, now });
    if (claim.kind !== 'claimed') return claim;
    const { run } = claim;
    const signal = AbortSignal.timeout(runDeadlineMs);
    context.log('INFO', 'knowledge.claimed', { documentId, purpose: run.purpose, runs: claim.sync.runs, owner });
    return { kind: 'begun', run, signal, outcome: await attempt(context, run, signal) } as const;
  });
  switch (begun.kind) {
    case 'begun':
      return await drive({ context, documentId, signal: begun.signal }, begun.run, begun.outcome);
    case 'late':
      return { kind: 'left', reason: 'too late', status: 'pending', error: null };
    case 'missing':
      return { kind: 'missing' };
    case 'unreadable':
      return refused(context, documentId, begun.error);
    case 'leave':
      return { kind: 'left', reason: begun.reason, status: begun.before.status, error: begun.before.error };
    case 'exhausted':
      context.log('ERROR', 'knowledge.exhausted', { documentId, runs: begun.sync.runs });
      return { kind: 'settled', status: begun.sync.status, error: begun.sync.error };
  }
}

interface Work {
  context: KnowledgeContext;
  documentId: string;
  /** Aborts at the run's deadline. */
  signal: AbortSignal;
}

type Step = { kind: 'attempted'; run: Run; outcome: Outcome } | { kind: 'ended'; result: SyncResult };

async function drive(work: Work, firstRun: Run, firstOutcome: Outcome): Promise<SyncResult> {
  const { context } = work;
  let step: Step = { kind: 'attempted', run: firstRun, outcome: firstOutcome };
  while (step.kind === 'attempted') {
    const timing = { now: context.now(), random: context.random(), backoff: context.backoff };
    const next = afterAttempt(step.run, step.outcome, timing);
    if (next.kind === 'repeat') {
      logRepeat(work, next);
      await context.wait(next.delayMs, work.signal);
      step = await attemptAgain(work, next.run, next.failure);
    } else {
      step = await end(work, next.run, resultOf(next.outcome));
    }
  }
  return step.result;
}

/** Sends once more, if a slot comes free in time and the lease is still ours. */
async function attemptAgain(work: Work, run: Run, failure: Failure | null): Promise<Step> {
  const { context, documentId, signal } = work;
  const step = await context.slot(async () => {
    const now = context.now();
    if (!hasTime(run, now)) return { kind: 'late' } as const;
    const fenced = await fenceRun(context.db, documentId, run, now);
    if (fenced.kind !== 'proceed') return fenced;
    return { kind: 'attempted', run: fenced.run, outcome: await attempt(context, fenced.run, signal) } as const;
  });
  switch (step.kind) {
    case 'attempted':
      return step;
    case 'late':
      return await end(work, run, failure === null ? { kind: 'unsent' } : failed(failure));
    case 'gone':
      return { kind: 'ended', result: await removeRemote(work, run) };
    case 'lost':
      return { kind: 'ended', result: lost(work, run) };
    case 'unreadable':
      return { kind: 'ended', result: refused(context, documentId, step.error) };
  }
}

async function end(work: Work, run: Run, result: Result): Promise<Step> {
  const { context, documentId } = work;
  const settlement = await settleRun(context.db, documentId, run, result, {
    now: context.now(),
    backoff: context.backoff,
  });
  switch (settlement.kind) {
    case 'again':
      context.log('INFO', 'knowledge.edited_meanwhile', { documentId, owner: run.owner });
      return await attemptAgain(work, settlement.run, null);
    case 'gone':
      return { kind: 'ended', result: await removeRemote(work, run) };
    case 'lost':
      return { kind: 'ended', result: lost(work, run) };
    case 'unreadable':
      return { kind: 'ended', result: refused(context, documentId, settlement.error) };
    case 'settled': {
      const { status, error } = settlement.sync;
      logSettled(work, run, settlement.sync);
      return { kind: 'ended', result: { kind: 'settled', status, error } };
    }
  }
}

async function removeRemote({ context, documentId }: Work, run: Run): Promise<SyncResult> {
  context.log('INFO', 'knowledge.deleted_meanwhile', { documentId, owner: run.owner });
  await carryOutRemoval(context, run.tag);
  return { kind: 'missing' };
}

function lost({ context, documentId }: Work, run: Run): SyncResult {
  context.log('WARNING', 'knowledge.lease_lost', { documentId, owner: run.owner });
  return { kind: 'lost' };
}

function refused(context: KnowledgeContext, documentId: string, error: SyncError): SyncResult {
  context.log('ERROR', 'knowledge.unreadable', { documentId });
  return { kind: 'settled', status: 'failed', error };
}

function resultOf(outcome: Exclude<Outcome, { kind: 'gone' }>): Result {
  return outcome.kind === 'failed' ? failed(outcome.failure) : outcome;
}

function failed(failure: Failure): Result {
  return { kind: 'failed', failure, message: failureMessage(failure) };
}

function logRepeat({ context, documentId }: Work, next: { run: Run; delayMs: number; failure: Failure | null }): void {
  const { type = 'not_found', status = null, code = null } = next.failure ?? {};
  const { attempt: attemptNumber } = next.run;
  context.log('WARNING', 'knowledge.retry', {
    documentId,
    attempt: attemptNumber,
    delayMs: next.delayMs,
    type,
    status,
    code,
  });
}

function logSettled({ context, documentId }: Work, run: Run, sync: Sync): void {
  const { status, attempts, runs, elevenLabsId, error } = sync;
  const durationMs = context.now() - run.claimedAt;
  const bytes = Buffer.byteLength(run.content, 'utf8');
  const fields = { documentId, elevenLabsId, purpose: run.purpose, attempts, runs, bytes, durationMs };
  if (status === 'failed') context.log('ERROR', 'knowledge.failed', { ...fields, type: error?.type ?? null });
  else context.log('INFO', `knowledge.${status}`, fields);
}
