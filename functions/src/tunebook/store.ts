import { type DocumentData, type DocumentReference, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { isEnded, type Progress } from './progress.ts';

/** The collection of progress documents, one for each user. */
export const syncsPath = 'tunebookSyncs';

/** The collection of deletions of accounts, one for each user who leaves: no sync begins for them. */
export const deletionsPath = 'accountDeletions';

/** The user has deleted their data, or is deleting it. */
export class LeavingError extends Error {
  override readonly name = 'LeavingError';
}

/**
 * How long a sync keeps others away after its last progress write, in milliseconds: four times the
 * longest pause between two writes, so that a lease that runs out belongs to an instance that died
 * or hangs (the contract).
 */
export const leaseMs = 60_000;

/** One run of a sync. */
export interface Run {
  uid: string;
  /** Tells this run from every other, in the lease. */
  owner: string;
  /** When it was asked for, in epoch milliseconds. */
  startedAt: number;
}

/** What another party has made of a run's document: taken the run over, or asked it to stop. */
export type Standing = { kind: 'lost' } | { kind: 'ours'; cancelRequested: boolean };

/**
 * Takes the user's lease and writes the beginning of a run, in a transaction; false when another run
 * of theirs holds it, or held it when this one was asked for: transactions that collide wait for a
 * second and more, and the other run may be over by then. A document that cannot be read holds
 * nothing, since nobody would ever finish it. Throws LeavingError.
 */
export async function claimSync(db: Firestore, run: Run, progress: Progress): Promise<boolean> {
  const reference = syncDocument(db, run.uid);
  return await db.runTransaction(async (transaction) => {
    const [sync, deletion] = await transaction.getAll(reference, db.collection(deletionsPath).doc(run.uid));
    if (deletion?.exists) throw new LeavingError('The data of this user is being deleted.');
    const data = sync?.data();
    const lease = readLease(data);
    // Our own: the reply to the commit was lost and the transaction runs again.
    if (lease !== null && lease.expiresAt > run.startedAt && lease.owner !== run.owner) return false;
    if (finishedAt(data) > run.startedAt) return false;
    transaction.set(reference, toDocument(run, progress, { now: run.startedAt, cancelRequested: false }));
    return true;
  });
}

/**
 * Writes the progress of a run and renews its lease, in a transaction that commits only while the
 * lease is its own; an ended progress gives the lease back.
 *
 * @param choose the progress to write, given whether somebody asked the run to stop.
 * @param now epoch milliseconds.
 */
export async function writeProgress(
  db: Firestore,
  run: Run,
  choose: (cancelRequested: boolean) => Progress,
  now: number,
): Promise<Standing & { progress?: Progress }> {
  const reference = syncDocument(db, run.uid);
  let ended: Progress | undefined;
  return await db.runTransaction(async (transaction) => {
    const data = (await transaction.get(reference)).data();
    const standing = standingOf(data, run);
    if (standing.kind === 'lost') {
      // The reply to our own last commit was lost and the transaction runs again: the end stands.
      return ended !== undefined && isEndOf(data, run)
        ? { kind: 'ours', cancelRequested: false, progress: ended }
        : standing;
    }
    const progress = choose(standing.cancelRequested);
    if (isEnded(progress)) ended = progress;
    transaction.set(reference, toDocument(run, progress, { now, cancelRequested: standing.cancelRequested }));
    return { ...standing, progress };
  });
}

/** Looks whether a run still holds its lease, and whether it shall stop. */
export async function readStanding(db: Firestore, run: Run): Promise<Standing> {
  return standingOf((await syncDocument(db, run.uid).get()).data(), run);
}

/** Asks the user's running sync to stop; false when none runs at this time (epoch milliseconds). */
export async function requestCancel(db: Firestore, uid: string, now: number): Promise<boolean> {
  const reference = syncDocument(db, uid);
  return await db.runTransaction(async (transaction) => {
    const lease = readLease((await transaction.get(reference)).data());
    if (lease === null || lease.expiresAt <= now) return false;
    transaction.update(reference, { cancelRequested: true, updatedAt: Timestamp.fromMillis(now) });
    return true;
  });
}

/** Whether a progress document is that of a sync that runs at this time (epoch milliseconds). */
export function isSyncRunning(data: unknown, now: number): boolean {
  const lease = readLease(data);
  return lease !== null && lease.expiresAt > now;
}

const leaseSchema = z.object({
  leaseOwner: z.string(),
  leaseExpiresAt: z.instanceof(Timestamp).transform((expiry) => expiry.toMillis()),
  cancelRequested: z.boolean().catch(false),
});

const endSchema = z.object({
  startedAt: z.instanceof(Timestamp),
  finishedAt: z.instanceof(Timestamp),
  leaseOwner: z.null(),
});

function readLease(data: unknown): { owner: string; expiresAt: number; cancelRequested: boolean } | null {
  const read = leaseSchema.safeParse(data);
  if (!read.success) return null;
  const { leaseOwner, leaseExpiresAt, cancelRequested } = read.data;
  return { owner: leaseOwner, expiresAt: leaseExpiresAt, cancelRequested };
}

/** When the last run ended, in epoch milliseconds; 0 when none has. */
function finishedAt(data: unknown): number {
  const end = endSchema.safeParse(data);
  return end.success ? end.data.finishedAt.toMillis() : 0;
}

function standingOf(data: unknown, run: Run): Standing {
  const lease = readLease(data);
  return lease?.owner === run.owner ? { kind: 'ours', cancelRequested: lease.cancelRequested } : { kind: 'lost' };
}

function isEndOf(data: unknown, run: Run): boolean {
  const end = endSchema.safeParse(data);
  return end.success && end.data.startedAt.toMillis() === run.startedAt;
}

function syncDocument(db: Firestore, uid: string): DocumentReference {
  return db.collection(syncsPath).doc(uid);
}

/** The whole document: every field stands in every write (the contract). */
function toDocument(
  run: Run,
  progress: Progress,
  { now, cancelRequested }: { now: number; cancelRequested: boolean },
): DocumentData {
  // What the percentage is reckoned from is not shown.
  const { pages, pagesDone, pagesFailed, tunesFailed, ...shown } = progress;
  const over = isEnded(progress);
  return {
    ...shown,
    startedAt: Timestamp.fromMillis(run.startedAt),
    updatedAt: Timestamp.fromMillis(now),
    finishedAt: over ? Timestamp.fromMillis(now) : null,
    cancelRequested,
    leaseOwner: over ? null : run.owner,
    leaseExpiresAt: over ? null : Timestamp.fromMillis(now + leaseMs),
  };
}
