import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { isRunningStatus, progressStatuses } from '../../../functions/src/shared/progress-status.ts';

const millis = z.instanceof(Timestamp).transform((time) => time.toMillis());

/** The whole progress document: every field stands in every write (the design). */
const progressSchema = z.strictObject({
  status: z.enum(progressStatuses),
  progressPercent: z.int().min(0).max(100),
  tunesFetched: z.int().nonnegative(),
  tunesTotal: z.int().nonnegative(),
  tunesCreated: z.int().nonnegative(),
  personTunesAdded: z.int().nonnegative(),
  personTunesSkipped: z.int().nonnegative(),
  errorCount: z.int().nonnegative(),
  errors: z.array(z.object({ tuneId: z.number().nullable(), message: z.string().min(5) })).max(50),
  message: z.string(),
  memberId: z.int(),
  memberName: z.string().nullable(),
  learnStatus: z.string(),
  startedAt: millis,
  updatedAt: millis,
  finishedAt: millis.nullable(),
  cancelRequested: z.boolean(),
  leaseOwner: z.string().nullable(),
  leaseExpiresAt: millis.nullable(),
});

/** One state of a progress document as a listener saw it. */
export type SeenProgress = z.output<typeof progressSchema>;

/** What a listener saw of one user's progress document. */
export interface ProgressHistory {
  states: readonly SeenProgress[];
  /** States that were not whole. */
  broken: readonly string[];
  close(): void;
}

/** Whether a sync has come to its end. */
export function isTerminal({ status }: SeenProgress): boolean {
  return !isRunningStatus(status);
}

/** Listens to a user's progress document. */
export function recordProgress(db: Firestore, uid: string): ProgressHistory {
  const states: SeenProgress[] = [];
  const broken: string[] = [];
  const close = db.doc(`${paths.tunebookSyncs}/${uid}`).onSnapshot((snapshot) => {
    if (!snapshot.exists) return;
    const read = progressSchema.safeParse(snapshot.data());
    if (read.success) states.push(read.data);
    else broken.push(z.prettifyError(read.error));
  });
  return { states, broken, close };
}

/** What a listener must not have seen: a percentage that fell, a run that went on after its end, or beside another. */
export function illegalProgress({ states, broken }: ProgressHistory): string[] {
  const problems = [...broken];
  for (const [place, after] of states.entries()) {
    const before = states[place - 1];
    problems.push(...untrueCounts(after));
    if (before === undefined) continue;
    const { leaseOwner, leaseExpiresAt } = before;
    const anothers = leaseOwner !== null && after.leaseOwner !== null && leaseOwner !== after.leaseOwner;
    if (anothers && (leaseExpiresAt ?? 0) > after.startedAt) problems.push('a run began while another held the lease');
    if (before.startedAt !== after.startedAt) continue;
    const { progressPercent, status } = after;
    if (progressPercent < before.progressPercent)
      problems.push(`${before.progressPercent} % fell to ${progressPercent} %`);
    if (isTerminal(before) && !isTerminal(after)) problems.push(`${before.status} became ${status}`);
    if (before.status === 'adding_to_collection' && status === 'fetching_metadata') problems.push(`it fetched again`);
    for (const count of ['tunesFetched', 'personTunesAdded', 'personTunesSkipped', 'errorCount'] as const) {
      if (after[count] < before[count]) problems.push(`${count} fell from ${before[count]} to ${after[count]}`);
    }
  }
  return problems;
}

/** Counts that contradict each other: what was fetched is done with once a sync is completed. */
function untrueCounts(state: SeenProgress): string[] {
  const { status, tunesFetched, personTunesAdded, personTunesSkipped, errorCount, errors } = state;
  const done = personTunesAdded + personTunesSkipped;
  const problems: string[] = [];
  if (done > tunesFetched) problems.push(`${done} of ${tunesFetched} tunes done`);
  if (errors.length > errorCount) problems.push(`${errors.length} of ${errorCount} errors listed`);
  if (status === 'completed' && (done !== tunesFetched || errorCount > 0)) {
    problems.push(`completed with ${done} of ${tunesFetched} tunes and ${errorCount} errors`);
  }
  if (status === 'completed_with_errors' && (errorCount === 0 || done + errorCount < tunesFetched)) {
    problems.push(`completed with errors: ${done} of ${tunesFetched} tunes, ${errorCount} errors`);
  }
  return problems;
}
