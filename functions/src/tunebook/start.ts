import { randomUUID } from 'node:crypto';
import { CallableError } from '../callable-error.ts';
import { errorFields } from '../log.ts';
import { paths } from '../shared/paths.ts';
import { type Claim, claimSync } from './claim.ts';
import type { TunebookContext } from './context.ts';
import { type SyncFailure, syncFailure } from './failure.ts';
import { type SyncInput, unknownMemberMessage } from './input.ts';
import { LeavingError } from './leaving.ts';
import {
  cancelledMessage,
  cooldownMessage,
  describe,
  leavingMessage,
  lostMessage,
  runningMessage,
  storageMessage,
} from './messages.ts';
import type { Progress, ProgressEvent } from './progress.ts';
import { type ActiveSync, StoppedError, startReporter } from './reporter.ts';
import { type Run, requestCancel } from './store.ts';
import { carryOut } from './sync.ts';
import { requireOpenGate } from './throttling.ts';

/** The answer of `syncTunebook`; message and results equal the progress document's. */
export interface SyncAnswer {
  success: true;
  message: string;
  results: Pick<
    Progress,
    | 'status'
    | 'progressPercent'
    | 'tunesFetched'
    | 'tunesTotal'
    | 'tunesCreated'
    | 'personTunesAdded'
    | 'personTunesSkipped'
    | 'errorCount'
  >;
}

/** Syncs a tunebook into the user's collection unless another of their syncs is running. Throws only CallableError. */
export async function startSync(context: TunebookContext, uid: string, input: SyncInput): Promise<SyncAnswer> {
  requireOpenGate(context.theSession);
  const run: Run = { uid, owner: randomUUID(), startedAt: context.now() };
  try {
    const claim = await claimSync(context.db, run, { input, cooldownMs: context.cooldownMs });
    if (claim.kind !== 'claimed') throw refusal(claim, uid);
    const { request, progress } = claim;
    context.log('INFO', 'tunebook.started', { uid, memberId: request.memberId, owner: run.owner });
    return await follow(run, { context, request, reporter: startReporter(context, run, progress) });
  } catch (error) {
    if (error instanceof CallableError) throw error;
    if (error instanceof LeavingError) throw leavingRefusal();
    context.log('ERROR', 'tunebook.storage_failed', { uid, ...errorFields(error) });
    throw new CallableError('internal', storageMessage);
  }
}

/** Asks the user's sync to stop; `cancelled` is false when none is running. */
export async function cancelSync(
  { db, now }: Pick<TunebookContext, 'db' | 'now'>,
  uid: string,
): Promise<{ cancelled: boolean }> {
  return { cancelled: await requestCancel(db, uid, now()) };
}

function refusal(claim: Exclude<Claim, { kind: 'claimed' }>, uid: string): CallableError {
  switch (claim.kind) {
    case 'running':
      return new CallableError('already-exists', runningMessage, { path: `${paths.tunebookSyncs}/${uid}` });
    case 'cooling_down': {
      const retryAfterSeconds = Math.ceil(claim.retryAfterMs / 1000);
      return new CallableError('resource-exhausted', cooldownMessage(retryAfterSeconds), { retryAfterSeconds });
    }
    case 'no_member': {
      const fields = [{ field: 'memberId', message: unknownMemberMessage }];
      return new CallableError('invalid-argument', `memberId: ${unknownMemberMessage}`, { fields });
    }
  }
}

function leavingRefusal(): CallableError {
  return new CallableError('failed-precondition', leavingMessage, { reason: 'leaving' });
}

async function follow(run: Run, sync: ActiveSync): Promise<SyncAnswer> {
  const { context, request, reporter } = sync;
  const { event, failure } = await outcomeOf(sync);
  const progress = await reporter.finish(event);
  if (progress === null) {
    if (failure?.code === 'failed-precondition') throw leavingRefusal();
    context.log('WARNING', 'tunebook.lease_lost', { uid: run.uid, memberId: request.memberId, owner: run.owner });
    throw new CallableError('aborted', lostMessage);
  }
  logEnd(context, run, progress);
  const message = describe(progress);
  const { status, progressPercent, tunesFetched, tunesTotal, tunesCreated } = progress;
  const { personTunesAdded, personTunesSkipped, errorCount } = progress;
  if (status === 'cancelled') throw new CallableError('cancelled', message);
  if (failure !== null) throw new CallableError(failure.code, message);
  const tunes = { tunesFetched, tunesTotal, tunesCreated, personTunesAdded, personTunesSkipped };
  return { success: true, message, results: { status, progressPercent, ...tunes, errorCount } };
}

async function outcomeOf(sync: ActiveSync): Promise<{ event: ProgressEvent; failure: SyncFailure | null }> {
  const { context, request, reporter } = sync;
  try {
    await carryOut(sync);
    return { event: { kind: 'completed' }, failure: null };
  } catch (error) {
    if (error instanceof StoppedError && error.reason === 'cancelled') {
      return { event: { kind: 'cancelled', message: cancelledMessage(reporter.progress()) }, failure: null };
    }
    const failure = syncFailure(error, request.memberId);
    context.log('WARNING', 'tunebook.sync_failed', { uid: request.uid, answer: failure.code, ...errorFields(error) });
    return { event: { kind: 'failed', message: failure.message }, failure };
  }
}

function logEnd({ log, now }: TunebookContext, { uid, owner, startedAt }: Run, progress: Progress): void {
  const { status, memberId, pages, tunesFetched, tunesCreated, personTunesAdded, errorCount } = progress;
  const counts = { pages, tunesFetched, tunesCreated, personTunesAdded, errorCount };
  const fields = { uid, memberId, owner, ...counts, durationMs: now() - startedAt };
  if (status === 'failed') log('ERROR', 'tunebook.failed', fields);
  else log('INFO', `tunebook.${status}`, fields);
}
