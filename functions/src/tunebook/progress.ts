import type { LearnStatus } from '../shared/learn-status.ts';
import { isRunningStatus, type ProgressStatus } from '../shared/progress-status.ts';

/** A tune or page that was not imported; `tuneId` is null when the error concerns no single known tune. */
interface ProgressError {
  tuneId: number | null;
  message: string;
  /** How many times this error happened. */
  count: number;
}

/** How far a sync has come: what the user sees of it, and the counts that the percentage comes from. */
export interface Progress {
  status: ProgressStatus;
  /** 0 to 100, whole; never falls. */
  progressPercent: number;
  /** Distinct entries read so far, unusable ones included. */
  tunesFetched: number;
  /** The size that the tunebook claims, or `tunesFetched` when that is larger. */
  tunesTotal: number;
  /** New in the shared catalogue. */
  tunesCreated: number;
  personTunesAdded: number;
  personTunesSkipped: number;
  errorCount: number;
  /** The first errors, at most 50. Equal ones are one item. */
  errors: readonly ProgressError[];
  /** Why the sync failed or was cancelled; empty for any other status. */
  endMessage: string;
  memberId: number;
  memberName: string | null;
  learnStatus: LearnStatus;
  /** 0 until page 1 has been read. */
  pages: number;
  /** Pages read or failed for good. */
  pagesDone: number;
  pagesFailed: number;
  /** Entries counted in `tunesFetched` that ended as an error. */
  tunesFailed: number;
}

/** What happens in a sync. */
export type ProgressEvent =
  /** Page 1 tells whose tunebook it is and how large. */
  | { kind: 'opened'; memberName: string; pages: number; total: number | null }
  /** A page came with this many entries that no earlier page had. */
  | { kind: 'page_read'; entries: number }
  | { kind: 'page_failed'; message: string }
  /** This many pages were not read, since others had failed. */
  | { kind: 'pages_skipped'; pages: number; message: string }
  | { kind: 'tunes_saved'; created: number; added: number; skipped: number }
  | { kind: 'tune_failed'; tuneId: number | null; message: string }
  /** The tunebook as a whole is not what it claims to be. */
  | { kind: 'inconsistency_found'; message: string }
  /** Everything that can be done is done, with or without errors. */
  | { kind: 'completed' }
  | { kind: 'failed' | 'cancelled'; message: string };

/** The most errors that are listed; keeps the progress document small. */
const errorsListed = 50;

/** The progress of a sync that has just begun. */
export function beginProgress(memberId: number, learnStatus: LearnStatus): Progress {
  return {
    status: 'fetching_metadata',
    progressPercent: 0,
    tunesFetched: 0,
    tunesTotal: 0,
    tunesCreated: 0,
    personTunesAdded: 0,
    personTunesSkipped: 0,
    errorCount: 0,
    errors: [],
    endMessage: '',
    memberId,
    memberName: null,
    learnStatus,
    pages: 0,
    pagesDone: 0,
    pagesFailed: 0,
    tunesFailed: 0,
  };
}

/** Whether the sync is over. */
export function isEnded({ status }: Progress): boolean {
  return !isRunningStatus(status);
}

/** How many of the fetched tunes were added, skipped or failed. */
export function tunesDone({ personTunesAdded, personTunesSkipped, tunesFailed }: Progress): number {
  return personTunesAdded + personTunesSkipped + tunesFailed;
}

/** The progress after an event. Ignores every event after the end. */
export function advance(progress: Progress, event: ProgressEvent): Progress {
  if (isEnded(progress)) return progress;
  const next = staged(apply(progress, event));
  return { ...next, progressPercent: Math.max(progress.progressPercent, percentOf(next)) };
}

function apply(progress: Progress, event: ProgressEvent): Progress {
  switch (event.kind) {
    case 'opened':
      return { ...progress, memberName: event.memberName, pages: event.pages, tunesTotal: event.total ?? 0 };
    case 'page_read': {
      const tunesFetched = progress.tunesFetched + event.entries;
      const tunesTotal = Math.max(progress.tunesTotal, tunesFetched);
      return { ...progress, pagesDone: progress.pagesDone + 1, tunesFetched, tunesTotal };
    }
    case 'page_failed':
      return withFailedPages(progress, { pages: 1, message: event.message });
    case 'pages_skipped':
      return withFailedPages(progress, event);
    case 'tunes_saved':
      return {
        ...progress,
        tunesCreated: progress.tunesCreated + event.created,
        personTunesAdded: progress.personTunesAdded + event.added,
        personTunesSkipped: progress.personTunesSkipped + event.skipped,
      };
    case 'tune_failed':
      return withError(
        { ...progress, tunesFailed: progress.tunesFailed + 1 },
        { tuneId: event.tuneId, message: event.message },
      );
    case 'inconsistency_found':
      return withError(progress, { tuneId: null, message: event.message });
    case 'completed':
      return { ...progress, status: progress.errorCount === 0 ? 'completed' : 'completed_with_errors' };
    case 'failed':
    case 'cancelled':
      return { ...progress, status: event.kind, endMessage: event.message };
  }
}

function staged(progress: Progress): Progress {
  const allPages = progress.pages > 0 && progress.pagesDone >= progress.pages;
  return allPages && !isEnded(progress) ? { ...progress, status: 'adding_to_collection' } : progress;
}

function withFailedPages(progress: Progress, { pages, message }: { pages: number; message: string }): Progress {
  const counts = { pagesDone: progress.pagesDone + pages, pagesFailed: progress.pagesFailed + pages };
  return withError({ ...progress, ...counts }, { tuneId: null, message });
}

function withError(progress: Progress, { tuneId, message }: Omit<ProgressError, 'count'>): Progress {
  const isSame = (error: ProgressError) => error.tuneId === tuneId && error.message === message;
  const listed = progress.errors.some(isSame);
  const counted = progress.errors.map((error) => (isSame(error) ? { ...error, count: error.count + 1 } : error));
  const errors = listed || counted.length >= errorsListed ? counted : [...counted, { tuneId, message, count: 1 }];
  return { ...progress, errorCount: progress.errorCount + 1, errors };
}

/** 10 to 60 with pages, even while tunes are already being added; 60 to 95 with tunes; 100 when completed. */
function percentOf(progress: Progress): number {
  const { status, pages, pagesDone, tunesFetched } = progress;
  switch (status) {
    case 'fetching_metadata':
      return pages === 0 ? 0 : Math.floor(10 + (50 * pagesDone) / pages);
    case 'adding_to_collection':
      return tunesFetched === 0 ? 60 : Math.floor(60 + 35 * Math.min(tunesDone(progress) / tunesFetched, 1));
    case 'completed':
    case 'completed_with_errors':
      return 100;
    case 'failed':
    case 'cancelled':
      return progress.progressPercent;
  }
}
