import { type DocumentData, type DocumentReference, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../shared/paths.ts';
import { describe } from './messages.ts';
import { isEnded, type Progress } from './progress.ts';

/**
 * How long a lease lasts after the last progress write, in milliseconds: four times the longest pause
 * between two writes, so that only a dead or frozen instance loses its lease.
 */
export const leaseMs = 60_000;

/** One run of a sync. */
export interface Run {
  uid: string;
  /** The lease owner, unique to this run. */
  owner: string;
  /** When the call came, in epoch milliseconds. */
  startedAt: number;
}

/** Whether a run still holds its lease, and whether cancellation was requested. */
export type LeaseState = { kind: 'lost' } | { kind: 'held'; cancelRequested: boolean };

/** What a write of progress found, and wrote. */
type Written = { kind: 'lost' } | { kind: 'held'; cancelRequested: boolean; progress: Progress };

/**
 * Writes progress and renews the lease, in a transaction that commits only while the run holds the
 * lease. Progress that has ended releases it.
 */
export async function writeProgress(
  db: Firestore,
  run: Run,
  options: {
    /** Returns what to write. */
    choose: (cancelRequested: boolean) => Progress;
    /** Epoch milliseconds. */
    now: number;
  },
): Promise<Written> {
  const reference = syncDocument(db, run.uid);
  let ended: Progress | undefined;
  return await db.runTransaction(async (transaction) => {
    const data = (await transaction.get(reference)).data();
    const state = leaseStateOf(data, run);
    if (state.kind === 'lost') {
      // Our own end is already there: the reply to the commit was lost and the transaction runs again.
      return ended !== undefined && isEndOf(data, run)
        ? { kind: 'held', cancelRequested: false, progress: ended }
        : state;
    }
    const progress = options.choose(state.cancelRequested);
    if (isEnded(progress)) ended = progress;
    transaction.set(reference, toDocument(run, progress, { ...state, now: options.now }));
    return { ...state, progress };
  });
}

export async function readLeaseState(db: Firestore, run: Run): Promise<LeaseState> {
  return leaseStateOf((await syncDocument(db, run.uid).get()).data(), run);
}

/** Asks the user's sync to stop; false when none is running at `now` (epoch milliseconds). */
export async function requestCancel(db: Firestore, uid: string, now: number): Promise<boolean> {
  const reference = syncDocument(db, uid);
  return await db.runTransaction(async (transaction) => {
    if (!isSyncRunning((await transaction.get(reference)).data(), now)) return false;
    transaction.update(reference, { cancelRequested: true, updatedAt: Timestamp.fromMillis(now) });
    return true;
  });
}

/** Whether a progress document belongs to a sync that is running at `now` (epoch milliseconds). */
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

export function readLease(data: unknown): { owner: string; expiresAt: number; cancelRequested: boolean } | null {
  const read = leaseSchema.safeParse(data);
  if (!read.success) return null;
  const { leaseOwner, leaseExpiresAt, cancelRequested } = read.data;
  return { owner: leaseOwner, expiresAt: leaseExpiresAt, cancelRequested };
}

/** When the last run ended, in epoch milliseconds; 0 when none has. */
export function finishedAt(data: unknown): number {
  const end = endSchema.safeParse(data);
  return end.success ? end.data.finishedAt.toMillis() : 0;
}

function leaseStateOf(data: unknown, run: Run): LeaseState {
  const lease = readLease(data);
  return lease?.owner === run.owner ? { kind: 'held', cancelRequested: lease.cancelRequested } : { kind: 'lost' };
}

function isEndOf(data: unknown, run: Run): boolean {
  const end = endSchema.safeParse(data);
  return end.success && end.data.startedAt.toMillis() === run.startedAt;
}

export function syncDocument(db: Firestore, uid: string): DocumentReference {
  return db.collection(paths.tunebookSyncs).doc(uid);
}

/** The complete document: every write holds every field. */
export function toDocument(
  run: Run,
  progress: Progress,
  { now, cancelRequested }: { now: number; cancelRequested: boolean },
): DocumentData {
  const { endMessage, pages, pagesDone, pagesFailed, tunesFailed, ...shown } = progress;
  const over = isEnded(progress);
  return {
    ...shown,
    message: describe(progress),
    startedAt: Timestamp.fromMillis(run.startedAt),
    updatedAt: Timestamp.fromMillis(now),
    finishedAt: over ? Timestamp.fromMillis(now) : null,
    cancelRequested,
    leaseOwner: over ? null : run.owner,
    leaseExpiresAt: over ? null : Timestamp.fromMillis(now + leaseMs),
  };
}
