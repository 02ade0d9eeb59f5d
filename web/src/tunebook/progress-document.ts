import { type DocumentSnapshot, Timestamp } from 'firebase/firestore';
import {
  isRunningStatus,
  type LearnStatus,
  learnStatuses,
  type ProgressStatus,
  progressStatuses,
} from '../../../functions/src/client.ts';
import { countOf, fieldsOf, instantOf, itemsOf, textOf, wordOf } from '../ui/fields.ts';

/** The user's last import, as the functions report it. */
export interface TunebookSync {
  status: ProgressStatus;
  /** Tells one run from the next, in epoch milliseconds; 0 when unknown. */
  startedAt: number;
  /** Tells one report of a run from the next, in epoch milliseconds; 0 when unknown. */
  updatedAt: number;
  finishedAt: Date | null;
  /** 0–100; never falls within a run. */
  percent: number;
  tunesFound: number;
  tunesTotal: number;
  added: number;
  /** Tunes that were already in the collection. */
  kept: number;
  /** May exceed what `errors` lists. */
  errorCount: number;
  errors: readonly TuneError[];
  message: string;
  memberId: number;
  memberName: string;
  learnStatus: LearnStatus;
  cancelRequested: boolean;
  /** Milliseconds from this report to the end of its lease. The next report is due before that. */
  leaseMs: number;
  /** Whether the report came from the cache and may be out of date. */
  fromCache: boolean;
}

/** A tune or page that could not be imported; equal errors are one with a count. */
export interface TuneError {
  tuneId: number | null;
  message: string;
  count: number;
}

/** What the page shows: no import yet, a running one, one whose run died, or one that ended. */
export type Phase = 'none' | 'running' | 'given-up' | 'ended';

/**
 * The phase of an import.
 *
 * @param silent whether no report came before the lease ended. The page times this itself and compares no
 *   clocks, since the device's may be wrong.
 */
export function phaseOf(sync: TunebookSync | null, silent: boolean): Phase {
  if (sync === null) return 'none';
  if (!isRunningStatus(sync.status)) return 'ended';
  return silent && !sync.fromCache ? 'given-up' : 'running';
}

/** A status in words. */
export function progressWords({ status, tunesTotal }: Pick<TunebookSync, 'status' | 'tunesTotal'>): string {
  switch (status) {
    case 'fetching_metadata':
      return 'Reading the tunebook at thesession.org';
    case 'adding_to_collection':
      return 'Adding tunes to your collection';
    case 'completed':
      return tunesTotal === 0 ? 'This tunebook is empty' : 'Imported';
    case 'completed_with_errors':
      return 'Imported with problems';
    case 'failed':
      return 'Import failed';
    case 'cancelled':
      return 'Import cancelled';
  }
}

/** Reads the progress document; null if it is missing or its status is unknown. */
export function readTunebookSync(snapshot: DocumentSnapshot): TunebookSync | null {
  const data = fieldsOf(snapshot.data());
  const status = wordOf(progressStatuses, data.status);
  if (status === null) return null;
  return {
    status,
    startedAt: millisecondsOf(data.startedAt),
    updatedAt: millisecondsOf(data.updatedAt),
    finishedAt: instantOf(data.finishedAt),
    percent: Math.min(100, countOf(data.progressPercent)),
    tunesFound: countOf(data.tunesFetched),
    tunesTotal: countOf(data.tunesTotal),
    added: countOf(data.personTunesAdded),
    kept: countOf(data.personTunesSkipped),
    errorCount: countOf(data.errorCount),
    errors: itemsOf(data.errors).map(readTuneError),
    message: textOf(data.message),
    memberId: countOf(data.memberId),
    memberName: textOf(data.memberName),
    learnStatus: wordOf(learnStatuses, data.learnStatus) ?? 'want to learn',
    cancelRequested: data.cancelRequested === true,
    leaseMs: Math.max(0, millisecondsOf(data.leaseExpiresAt) - millisecondsOf(data.updatedAt)),
    fromCache: snapshot.metadata.fromCache,
  };
}

function readTuneError(value: unknown): TuneError {
  const { count, message, tuneId } = fieldsOf(value);
  return { tuneId: countOf(tuneId) || null, message: textOf(message), count: countOf(count) || 1 };
}

function millisecondsOf(value: unknown): number {
  return value instanceof Timestamp ? value.toMillis() : 0;
}
