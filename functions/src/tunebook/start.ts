import { randomUUID } from 'node:crypto';
import { CallableError } from '../callable-error.ts';
import { errorFields } from '../log.ts';
import type { TunebookContext } from './context.ts';
import { type SyncFailure, syncFailure } from './failure.ts';
import { type Order, type SyncInput, unknownMemberMessage } from './input.ts';
import { cancelledMessage, leavingMessage, lostMessage, runningMessage, storageMessage } from './messages.ts';
import { readSavedMember } from './profile.ts';
import { beginProgress, type Progress, type ProgressEvent } from './progress.ts';
import { type Report, StoppedError, startReport } from './reporter.ts';
import { claimSync, LeavingError, type Run, requestCancel, syncsPath } from './store.ts';
import { carryOut } from './sync.ts';

/** What `syncTunebook` answers; the message and the counts are those of the progress document. */
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

/**
 * Syncs a tunebook into a user's own collection, if no other sync of theirs runs.
 * Throws CallableError with the codes of the contract, and nothing else.
 */
export async function startSync(context: TunebookContext, uid: string, input: SyncInput): Promise<SyncAnswer> {
  const run: Run = { uid, owner: randomUUID(), startedAt: context.now() };
  try {
    const order = await placeOrder(context, uid, input);
    const begun = beginProgress(order.memberId, order.learnStatus);
    if (!(await claimSync(context.db, run, begun))) {
      throw new CallableError('already-exists', runningMessage, { path: `${syncsPath}/${uid}` });
    }
    context.log('INFO', 'tunebook.started', { uid, memberId: order.memberId, owner: run.owner });
    return await follow(context, run, order, startReport(context, run, begun));
  } catch (error) {
    if (error instanceof CallableError) throw error;
    if (error instanceof LeavingError) throw new CallableError('failed-precondition', leavingMessage);
    context.log('ERROR', 'tunebook.storage_failed', { uid, ...errorFields(error) });
    throw new CallableError('internal', storageMessage);
  }
}

/** Asks a user's running sync to stop; false when none runs. */
export async function cancelSync(
  { db, now }: Pick<TunebookContext, 'db' | 'now'>,
  uid: string,
): Promise<{ cancelled: boolean }> {
  return { cancelled: await requestCancel(db, uid, now()) };
}

/** Throws CallableError `invalid-argument` when no member is named and none is saved. */
async function placeOrder({ db }: TunebookContext, uid: string, input: SyncInput): Promise<Order> {
  if (input.memberId !== undefined) return { ...input, uid, memberId: input.memberId };
  const saved = await readSavedMember(db, uid);
  if (saved !== null) return { ...input, uid, memberId: saved, saveMemberId: false };
  const fields = [{ field: 'memberId', message: unknownMemberMessage }];
  throw new CallableError('invalid-argument', `memberId: ${unknownMemberMessage}`, { fields });
}

async function follow(context: TunebookContext, run: Run, order: Order, report: Report): Promise<SyncAnswer> {
  const { event, failure } = await outcomeOf(context, order, report);
  const progress = await report.end(event);
  if (progress === null) {
    context.log('WARNING', 'tunebook.lease_lost', { uid: run.uid, memberId: order.memberId, owner: run.owner });
    throw new CallableError('aborted', lostMessage);
  }
  logEnd(context, run, progress);
  const { status, message } = progress;
  if (status === 'cancelled') throw new CallableError('cancelled', message);
  if (failure !== null) throw new CallableError(failure.code, message);
  const { progressPercent, tunesFetched, tunesTotal, tunesCreated } = progress;
  const { personTunesAdded, personTunesSkipped, errorCount } = progress;
  const tunes = { tunesFetched, tunesTotal, tunesCreated, personTunesAdded, personTunesSkipped };
  return { success: true, message, results: { status, progressPercent, ...tunes, errorCount } };
}

async function outcomeOf(
  context: TunebookContext,
  order: Order,
  report: Report,
): Promise<{ event: ProgressEvent; failure: SyncFailure | null }> {
  try {
    await carryOut(context, order, report);
    return { event: { kind: 'completed' }, failure: null };
  } catch (error) {
    if (error instanceof StoppedError && error.reason === 'cancelled') {
      return { event: { kind: 'cancelled', message: cancelledMessage(report.progress()) }, failure: null };
    }
    const failure = syncFailure(error, order.memberId);
    context.log('WARNING', 'tunebook.given_up', { uid: order.uid, answer: failure.code, ...errorFields(error) });
    return { event: { kind: 'failed', message: failure.message }, failure };
  }
}

function logEnd({ log, now }: TunebookContext, { uid, owner, startedAt }: Run, progress: Progress): void {
  const { status, memberId, pages, tunesFetched, tunesCreated, personTunesAdded, errorCount } = progress;
  const counts = { pages, tunesFetched, tunesCreated, personTunesAdded, errorCount };
  const severity = status === 'failed' ? 'ERROR' : 'INFO';
  log(severity, `tunebook.${status}`, { uid, memberId, owner, ...counts, durationMs: now() - startedAt });
}
