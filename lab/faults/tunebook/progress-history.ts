import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { isRunningStatus, progressStatuses } from '../../../functions/src/shared/progress-status.ts';

const millis = z.instanceof(Timestamp).transform((time) => time.toMillis());

/** Strict, since every write must contain every field. */
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

/** One state of a progress document that a listener saw. */
export type SeenProgress = z.output<typeof progressSchema>;

export interface ProgressHistory {
  states: readonly SeenProgress[];
  /** Problems of states that do not match the schema. */
  invalid: readonly string[];
  close(): void;
}

export function isTerminal({ status }: SeenProgress): boolean {
  return !isRunningStatus(status);
}

export function recordProgress(db: Firestore, uid: string): ProgressHistory {
  const states: SeenProgress[] = [];
  const invalid: string[] = [];
  const close = db.doc(`${paths.tunebookSyncs}/${uid}`).onSnapshot((snapshot) => {
    if (!snapshot.exists) return;
    const read = progressSchema.safeParse(snapshot.data());
    if (read.success) states.push(read.data);
    else invalid.push(z.prettifyError(read.error));
  });
  return { states, invalid, close };
}

/** The illegal states and changes in what a listener saw. */
export function illegalProgress({ states, invalid }: ProgressHistory): string[] {
  const problems = [...invalid];
  for (const [index, after] of states.entries()) {
    const before = states[index - 1];
    problems.push(...wrongCounts(after));
    if (before === undefined) continue;
    const { leaseOwner, leaseExpiresAt } = before;
    const newOwner = leaseOwner !== null && after.leaseOwner !== null && leaseOwner !== after.leaseOwner;
    if (newOwner && (leaseExpiresAt ?? 0) > after.startedAt) problems.push('a run began while another held the lease');
    if (before.startedAt !== after.startedAt) continue;
    const { progressPercent, status } = after;
    if (progressPercent < before.progressPercent)
      problems.push(`${before.progressPercent} % fell to ${progressPercent} %`);
    if (isTerminal(before) && !isTerminal(after)) problems.push(`${before.status} became ${status}`);
    if (before.status === 'adding_to_collection' && status === 'fetching_metadata')
      problems.push('returned to fetching');
    for (const count of ['tunesFetched', 'personTunesAdded', 'personTunesSkipped', 'errorCount'] as const) {
      if (after[count] < before[count]) problems.push(`${count} fell from ${before[count]} to ${after[count]}`);
    }
  }
  return problems;
}

/** Contradictory counts, for example a completed sync with unprocessed tunes. */
function wrongCounts(state: SeenProgress): string[] {
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
