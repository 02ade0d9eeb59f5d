import type { Firestore } from 'firebase-admin/firestore';
import type { SyncInput, SyncRequest } from './input.ts';
import { deletionRecord, LeavingError } from './leaving.ts';
import { profileDocument, savedMemberOf } from './profile.ts';
import { beginProgress, type Progress } from './progress.ts';
import { finishedAt, type Run, readLease, syncDocument, toDocument } from './store.ts';

/** The outcome of a claim. */
export type Claim =
  | { kind: 'claimed'; request: SyncRequest; progress: Progress }
  | { kind: 'running' }
  | { kind: 'cooling_down'; retryAfterMs: number }
  /** The caller named no member and has saved none. */
  | { kind: 'no_member' };

/**
 * Takes the user's lease and writes the first progress. Reads one document when a sync is running or the
 * last one ended less than `cooldownMs` ago. Throws LeavingError.
 */
export async function claimSync(
  db: Firestore,
  run: Run,
  { input, cooldownMs }: { input: SyncInput; cooldownMs: number },
): Promise<Claim> {
  const reference = syncDocument(db, run.uid);
  return await db.runTransaction(async (transaction): Promise<Claim> => {
    const refusal = refusalOf((await transaction.get(reference)).data(), run, cooldownMs);
    if (refusal !== null) return refusal;
    const asked = input.memberId === undefined ? [profileDocument(db, run.uid)] : [];
    const [deletion, profile] = await transaction.getAll(deletionRecord(db, run.uid), ...asked);
    if (deletion?.exists) throw new LeavingError();
    const memberId = input.memberId ?? savedMemberOf(profile?.data());
    if (memberId === null) return { kind: 'no_member' };
    const saveMemberId = input.saveMemberId && input.memberId !== undefined;
    const request: SyncRequest = { ...input, uid: run.uid, memberId, saveMemberId };
    const progress = beginProgress(memberId, input.learnStatus);
    transaction.set(reference, toDocument(run, progress, { now: run.startedAt, cancelRequested: false }));
    return { kind: 'claimed', request, progress };
  });
}

/**
 * Why a run may not begin; null when it may. A sync that ended after this call came counts as running:
 * colliding transactions wait for seconds. A lease that cannot be parsed is free, since no run would
 * ever release it.
 */
function refusalOf(data: unknown, run: Run, cooldownMs: number): Exclude<Claim, { kind: 'claimed' }> | null {
  const lease = readLease(data);
  // Our own lease: the reply to the commit was lost and the transaction runs again.
  if (lease !== null && lease.expiresAt > run.startedAt && lease.owner !== run.owner) return { kind: 'running' };
  const end = finishedAt(data);
  if (end > run.startedAt) return { kind: 'running' };
  const retryAfterMs = end + cooldownMs - run.startedAt;
  return retryAfterMs > 0 ? { kind: 'cooling_down', retryAfterMs } : null;
}
