import type { DocumentSnapshot } from 'firebase/firestore';
import { type LearnStatus, learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import {
  isRunningStatus,
  type ProgressStatus,
  progressStatuses,
} from '../../../functions/src/shared/progress-status.ts';
import { countOf, fieldsOf, instantOf, itemsOf, textOf, wordOf } from '../ui/fields.ts';

/** The newest tunebook sync of a person, as the functions report it. */
export interface TunebookSync {
  /** Tells one run from the next, in milliseconds since 1970; 0 while the server has not dated it. */
  startedAt: number;
  stage: ProgressStatus;
  /** 0–100; never falls within a run. */
  percent: number;
  tunesFetched: number;
  tunesTotal: number;
  /** New in the catalogue that all share. */
  tunesCreated: number;
  added: number;
  alreadyThere: number;
  errorCount: number;
  /** The first of the errors; there may be more than are listed. */
  errors: readonly TuneError[];
  message: string;
  memberId: number;
  memberName: string;
  learnStatus: LearnStatus;
  cancelRequested: boolean;
  /** Until when the run is known to be alive; null when none is. */
  leaseExpiresAt: Date | null;
}

/** A tune or page that could not be brought over. */
export interface TuneError {
  tuneId: number | null;
  message: string;
}

/** What a sync asks of the page: nothing has run; it runs; it died under way; it has ended. */
export type Phase = 'none' | 'running' | 'given-up' | 'ended';

/** Which phase a sync is in at this moment. A running one is given up once its lease is over. */
export function phaseOf(sync: TunebookSync | null, now: Date): Phase {
  if (sync === null) return 'none';
  if (!isRunningStatus(sync.stage)) return 'ended';
  return sync.leaseExpiresAt === null || sync.leaseExpiresAt <= now ? 'given-up' : 'running';
}

/** A stage in words. */
export function stageWords(stage: ProgressStatus): string {
  switch (stage) {
    case 'fetching_metadata':
      return 'Fetching the tunebook from thesession.org';
    case 'adding_to_collection':
      return 'Adding the tunes to your collection';
    case 'completed':
      return 'Everything is in your collection';
    case 'completed_with_errors':
      return 'Done, but not everything could be brought over';
    case 'failed':
      return 'The sync failed';
    case 'cancelled':
      return 'The sync was cancelled';
  }
}

/** Reads the progress document; null when there has been no sync, or nothing of it can be read. */
export function readTunebookSync(snapshot: DocumentSnapshot): TunebookSync | null {
  const data = fieldsOf(snapshot.data());
  const stage = wordOf(progressStatuses, data.status);
  if (stage === null) return null;
  return {
    startedAt: instantOf(data.startedAt)?.getTime() ?? 0,
    stage,
    percent: Math.min(100, countOf(data.progressPercent)),
    tunesFetched: countOf(data.tunesFetched),
    tunesTotal: countOf(data.tunesTotal),
    tunesCreated: countOf(data.tunesCreated),
    added: countOf(data.personTunesAdded),
    alreadyThere: countOf(data.personTunesSkipped),
    errorCount: countOf(data.errorCount),
    errors: itemsOf(data.errors).map(readTuneError),
    message: textOf(data.message),
    memberId: countOf(data.memberId),
    memberName: textOf(data.memberName),
    learnStatus: wordOf(learnStatuses, data.learnStatus) ?? 'want to learn',
    cancelRequested: data.cancelRequested === true,
    leaseExpiresAt: instantOf(data.leaseExpiresAt),
  };
}

function readTuneError(value: unknown): TuneError {
  const { tuneId, message } = fieldsOf(value);
  return { tuneId: countOf(tuneId) || null, message: textOf(message) };
}
