import type { LearnStatus } from '../shared/learn-status.ts';
import { describe } from './messages.ts';

/** What a sync is doing, or how it ended. */
type ProgressStatus = 'fetching_metadata' | 'adding_to_collection' | EndStatus;

/** How a sync can end. */
type EndStatus = 'completed' | 'completed_with_errors' | 'failed' | 'cancelled';

/** Something that could not be brought over; `tuneId` is null when it is no single known tune. */
interface ProgressError {
  tuneId: number | null;
  message: string;
}

/** How far a sync has come: what people see of it, and the page counts that the percentage comes from. */
export interface Progress {
  status: ProgressStatus;
  /** 0 to 100, whole; never falls. */
  progressPercent: number;
  /** Entries read so far, each tune once, those that cannot be used included. */
  tunesFetched: number;
  /** What the tunebook says that it holds, or what was fetched where it does not say. */
  tunesTotal: number;
  /** New in the shared catalogue. */
  tunesCreated: number;
  personTunesAdded: number;
  personTunesSkipped: number;
  errorCount: number;
  /** The first errors, at most 50. */
  errors: readonly ProgressError[];
  message: string;
  memberId: number;
  memberName: string | null;
  learnStatus: LearnStatus;
  /** 0 until the first page has been read. */
  pages: number;
  /** Pages read or given up. */
  pagesDone: number;
  pagesFailed: number;
  /** Of `tunesFetched`, those that ended as an error. */
  tunesFailed: number;
}

/** What happens in a sync. */
export type ProgressEvent =
  /** The first page says whose tunebook it is and how large. */
  | { kind: 'opened'; memberName: string; pages: number; total: number | null }
  /** A page has come with so many entries that no page before it had. */
  | { kind: 'page_read'; entries: number }
  | { kind: 'page_failed'; message: string }
  | { kind: 'tunes_saved'; created: number; added: number; skipped: number }
  | { kind: 'tune_failed'; tuneId: number | null; message: string }
  /** Something is wrong with the tunebook as a whole. */
  | { kind: 'flaw_found'; message: string }
  /** All was done that can be done; with errors or without. */
  | { kind: 'completed' }
  | { kind: 'failed' | 'cancelled'; message: string };

/** Most errors that are listed (the contract). */
const errorsListed = 50;

/** How a sync begins. */
export function beginProgress(memberId: number, learnStatus: LearnStatus): Progress {
  const begun: Progress = {
    status: 'fetching_metadata',
    progressPercent: 0,
    tunesFetched: 0,
    tunesTotal: 0,
    tunesCreated: 0,
    personTunesAdded: 0,
    personTunesSkipped: 0,
    errorCount: 0,
    errors: [],
    message: '',
    memberId,
    memberName: null,
    learnStatus,
    pages: 0,
    pagesDone: 0,
    pagesFailed: 0,
    tunesFailed: 0,
  };
  return { ...begun, message: describe(begun) };
}

/** Whether nothing more happens in a sync. */
export function isEnded({ status }: Progress): boolean {
  return status !== 'fetching_metadata' && status !== 'adding_to_collection';
}

/** How many of the fetched tunes are done with: added, there already, or failed. */
export function tunesDone({ personTunesAdded, personTunesSkipped, tunesFailed }: Progress): number {
  return personTunesAdded + personTunesSkipped + tunesFailed;
}

/** The progress after an event. What has ended stays as it is. */
export function advance(progress: Progress, event: ProgressEvent): Progress {
  if (isEnded(progress)) return progress;
  const next = staged(apply(progress, event));
  const message = event.kind === 'failed' || event.kind === 'cancelled' ? event.message : describe(next);
  return { ...next, progressPercent: Math.max(progress.progressPercent, percentOf(next)), message };
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
      return withError(
        { ...progress, pagesDone: progress.pagesDone + 1, pagesFailed: progress.pagesFailed + 1 },
        { tuneId: null, message: event.message },
      );
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
    case 'flaw_found':
      return withError(progress, { tuneId: null, message: event.message });
    case 'completed':
      return { ...progress, status: progress.errorCount === 0 ? 'completed' : 'completed_with_errors' };
    case 'failed':
    case 'cancelled':
      return { ...progress, status: event.kind };
  }
}

function staged(progress: Progress): Progress {
  const allPages = progress.pages > 0 && progress.pagesDone >= progress.pages;
  return allPages && !isEnded(progress) ? { ...progress, status: 'adding_to_collection' } : progress;
}

function withError(progress: Progress, error: ProgressError): Progress {
  const errors = progress.errors.length < errorsListed ? [...progress.errors, error] : progress.errors;
  return { ...progress, errorCount: progress.errorCount + 1, errors };
}

/** 10 to 60 with pages, though tunes are added meanwhile; 60 to 95 with tunes; 100 when completed (the contract). */
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
