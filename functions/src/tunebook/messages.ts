import { type Failure, isUnreadable } from '../upstream/errors.ts';
import { type Progress, tunesDone } from './progress.ts';

/** What people read of a running or completed sync. */
export function describe(progress: Progress): string {
  const { pages, pagesDone, tunesFetched, memberName } = progress;
  switch (progress.status) {
    case 'fetching_metadata': {
      if (pages === 0) return 'Opening the tunebook at thesession.org.';
      const whose = memberName ? `the tunebook of ${memberName}` : 'the tunebook';
      return `Reading ${whose}: ${pagesDone} of ${count(pages, 'page')}, ${count(tunesFetched, 'tune')} so far.`;
    }
    case 'adding_to_collection':
      return `Adding to your collection: ${tunesDone(progress)} of ${count(tunesFetched, 'tune')} done.`;
    case 'completed':
    case 'completed_with_errors':
      return summarise(progress);
    case 'failed':
    case 'cancelled':
      return progress.message;
  }
}

/** What people read of a sync that they cancelled. */
export function cancelledMessage({ personTunesAdded }: Progress): string {
  const added = personTunesAdded === 0 ? 'Nothing had been added.' : `${count(personTunesAdded, 'tune')} added so far.`;
  return `The sync was cancelled. ${added} Sync again to go on.`;
}

/** What people read when another sync of theirs runs. */
export const runningMessage = 'A sync of yours is running already. Wait until it ends, or cancel it.';

/** What people read who have deleted their data and are signed in still. */
export const leavingMessage = 'Your data has been deleted, or is being deleted. Sign in with a new account to sync.';

/** What people read when a later sync took over, since this one had not been heard of for too long. */
export const lostMessage = 'A newer sync of yours has taken over from this one. Look at that one.';

/** What people read when a sync ran out of its time. */
export const lateMessage =
  'thesession.org answered too slowly for the sync to finish in time. What was added stays; sync again to go on.';

/** What people read when Firestore failed, or the functions themselves. */
export const storageMessage =
  'Something went wrong on our side while your tunes were saved. What was added stays; sync again later.';

/** What people read when no tunebook can be had because of its size. */
export function tooLargeMessage(maximumPages: number): string {
  return `thesession.org says that this tunebook has more than ${maximumPages} pages. Larger ones cannot be synced; check the member number.`;
}

/** What people read when the first page of a tunebook could not be had. */
export function tunebookMessage(memberId: number, failure: Failure, attempts: number): string {
  const tried = attempts === 1 ? '' : ` after ${attempts} attempts`;
  switch (failure.type) {
    case 'not_found':
      return `thesession.org has no public tunebook of member ${memberId}. Check the number, or make the tunebook public there, then sync again.`;
    case 'network':
      return `thesession.org could not be reached${tried}. Sync again later.`;
    case 'rate_limit':
      return `thesession.org is receiving too many requests${tried}. Sync again later.`;
    case 'server_error':
      return `thesession.org has a problem of its own (HTTP ${failure.status}${tried}). Sync again later.`;
    default:
      return isUnreadable(failure)
        ? 'Invalid tunebook data received from thesession.org. Check the member number, and sync again later.'
        : `thesession.org refused to give this tunebook (${reference(failure)}). Sync again later.`;
  }
}

/** What people read of a later page that is missing. */
export function pageMessage(page: number, failure: Failure, attempts: number): string {
  const what = isUnreadable(failure) ? 'Invalid tunebook data received from thesession.org' : cause(failure);
  return `Page ${page}: ${what} (${count(attempts, 'attempt')}). Its tunes are missing; sync again to fetch them.`;
}

/** What people read of a tune that the tunebook gives without name or type and that could not be looked up. */
export function lookUpMessage(tuneId: number, failure: Failure, attempts: number): string {
  if (failure.status === 451)
    return `Tune ${tuneId} is blocked at thesession.org for legal reasons, so it was left out.`;
  if (failure.type === 'not_found') return `Tune ${tuneId} is no longer at thesession.org, so it was left out.`;
  const what = isUnreadable(failure) ? 'the answer cannot be read' : cause(failure);
  return `Tune ${tuneId} has no name or type in the tunebook, and could not be looked up: ${what} (${count(attempts, 'attempt')}).`;
}

/** What people read of a tune that has no name or type anywhere. */
export function namelessMessage(tuneId: number): string {
  return `Tune ${tuneId} has no name or type at thesession.org, so it was left out.`;
}

/** What people read when a tunebook changed while it was paged through. */
export function shiftedMessage(missing: number): string {
  return `The tunebook changed while it was being read: ${count(missing, 'tune')} missing. Sync again to fetch the rest.`;
}

function summarise({ tunesFetched, personTunesAdded, personTunesSkipped, errorCount }: Progress): string {
  if (tunesFetched === 0 && errorCount === 0) return 'The tunebook is empty. Nothing was added.';
  const done = `${count(personTunesAdded, 'tune')} added to your collection, ${personTunesSkipped} there already.`;
  return errorCount === 0 ? done : `${done} ${count(errorCount, 'problem')} on the way: see the list.`;
}

function cause(failure: Failure): string {
  switch (failure.type) {
    case 'network':
      return 'thesession.org could not be reached';
    case 'rate_limit':
      return 'thesession.org is receiving too many requests';
    default:
      return `thesession.org answered with an error, ${reference(failure)}`;
  }
}

function reference({ status }: Failure): string {
  return status === null ? 'no answer' : `HTTP ${status}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
