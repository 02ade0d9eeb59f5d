import { type Failure, isUnreadable } from '../upstream/errors.ts';
import { type Progress, tunesDone } from './progress.ts';

/** The message of a progress document. */
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
      return progress.endMessage;
  }
}

/** The end of a cancelled sync. */
export function cancelledMessage({ personTunesAdded }: Progress): string {
  const added =
    personTunesAdded === 0 ? 'before any tune was added' : `after adding ${count(personTunesAdded, 'tune')}`;
  return `Import cancelled ${added}. Import again to continue.`;
}

/** For a user whose previous sync is still running. */
export const runningMessage = 'Your previous import is still running. Wait until it ends, or cancel it.';

/** For a user who deleted their data. The record of the deletion refuses imports for a day, and is gone within another. */
export const leavingMessage = 'Your data is deleted or being deleted. Import again in two days, or with a new account.';

/** For the caller of a sync whose lease expired and went to a later sync. */
export const lostMessage = 'A newer import replaced this one. Follow that one instead.';

/** The end of a sync that reached the function's time-out. */
export const lateMessage =
  'thesession.org is too slow to finish the import in time. The tunes added so far are kept; import again to continue.';

/** The end of a sync that failed for reasons of our own. */
export const storageMessage =
  'Your tunes could not be saved because of a problem on our side. The tunes added so far are kept; import again later.';

/** The end of a sync whose tunebook claims too many pages. */
export function tooLargeMessage(maximumPages: number): string {
  return `This tunebook has more than ${maximumPages} pages, the most that can be imported. Check the member number.`;
}

/** For a user whose previous sync ended less than the cooldown ago. */
export function cooldownMessage(seconds: number): string {
  return `You have just imported. Try again in ${count(seconds, 'second')}.`;
}

/** For a caller who would have to wait because thesession.org is throttling us. */
export function throttledMessage(seconds: number): string {
  return `thesession.org is receiving too many requests. Try again in ${count(seconds, 'second')}.`;
}

/** For a user who, or whose fellow users, searched too often. */
export function searchLimitMessage(seconds: number): string {
  return `Too many searches. Try again in ${count(seconds, 'second')}.`;
}

/** For a search that failed. */
export const searchMessage = 'thesession.org could not be searched. Try again later, or enter the member number.';

/** The end of a sync whose page 1 failed for good. */
export function tunebookMessage(memberId: number, failure: Failure, attempts: number): string {
  const tried = attempts === 1 ? '' : ` after ${attempts} attempts`;
  switch (failure.type) {
    case 'not_found':
      return failure.status === 410
        ? `The tunebook of member ${memberId} was removed or is private. Make it public at thesession.org to import it.`
        : `thesession.org has no member ${memberId}. Check the number, or find the member by name.`;
    case 'network':
      return `thesession.org could not be reached${tried}. Try again later.`;
    case 'rate_limit':
      return `thesession.org is receiving too many requests${tried}. Try again later.`;
    case 'server_error':
      return `thesession.org has a problem (HTTP ${failure.status}${tried}). Try again later.`;
    default:
      return isUnreadable(failure)
        ? 'thesession.org sent invalid tunebook data. Check the member number, or try again later.'
        : `thesession.org refused to send this tunebook (${reference(failure)}). Try again later.`;
  }
}

/** The error of a later page that failed for good. */
export function pageMessage(page: number, failure: Failure, attempts: number): string {
  const what = isUnreadable(failure) ? 'thesession.org sent invalid tunebook data' : cause(failure);
  return `Page ${page} is missing: ${what} (${count(attempts, 'attempt')}). Import again to get its tunes.`;
}

/** The error of the pages that were not read after too many others had failed. */
export function skippedPagesMessage(pages: readonly number[]): string {
  const [label, are] = pages.length === 1 ? ['Page', 'was'] : ['Pages', 'were'];
  return `${label} ${ranges(pages)} ${are} not read because thesession.org kept failing. Import again later to get the missing tunes.`;
}

/** The error of a tune that was not looked up after too many pages had failed. */
export function notLookedUpMessage(tuneId: number): string {
  return `Tune ${tuneId} has no name or type in the tunebook and was not looked up. Import again later to get it.`;
}

/** The error of a tune whose entry lacks a name or a type, and whose look-up failed. */
export function lookUpMessage(tuneId: number, failure: Failure, attempts: number): string {
  if (failure.status === 451) return `Tune ${tuneId} is blocked at thesession.org for legal reasons.`;
  if (failure.type === 'not_found') return `Tune ${tuneId} is no longer at thesession.org.`;
  const what = isUnreadable(failure) ? 'the answer cannot be read' : cause(failure);
  return `Tune ${tuneId} has no name or type in the tunebook, and its look-up failed: ${what} (${count(attempts, 'attempt')}).`;
}

/** The error of a tune that has no name or type even when looked up. */
export function namelessMessage(tuneId: number): string {
  return `Tune ${tuneId} has no name or type at thesession.org.`;
}

/** The error of a tunebook that gave fewer tunes than it claims to hold. */
export function shiftedMessage(missing: number): string {
  return `The tunebook changed during the import: ${count(missing, 'tune')} missing. Import again to get the rest.`;
}

function summarise({ tunesFetched, personTunesAdded, personTunesSkipped, errorCount }: Progress): string {
  if (tunesFetched === 0 && errorCount === 0) return 'The tunebook is empty. No tunes were added.';
  const done = `${count(personTunesAdded, 'tune')} added, ${personTunesSkipped} already in your collection.`;
  return errorCount === 0 ? done : `${done} ${count(errorCount, 'problem')}: see the list.`;
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

/** Numbers in ascending order, as `2, 4–7`. */
function ranges(numbers: readonly number[]): string {
  const parts: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const part = parts.at(-1);
    if (part?.last === number - 1) part.last = number;
    else parts.push({ first: number, last: number });
  }
  return parts.map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

function reference({ status }: Failure): string {
  return status === null ? 'no answer' : `HTTP ${status}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
