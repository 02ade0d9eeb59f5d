import { type DocumentReference, type Firestore, Timestamp, type Transaction } from 'firebase-admin/firestore';
import { paths } from '../shared/paths.ts';
import type { Backoff } from '../upstream/retry-timing.ts';
import { type Claim, type Claimant, claim } from './delivery/claim.ts';
import { type Refusal, refusal } from './delivery/refusal.ts';
import type { Result, Run } from './delivery/run.ts';
import { type Fence, fence, type Settlement, settle } from './delivery/settle.ts';
import type { KnowledgeDocument, ReadDocument, Sync, SyncError } from './document.ts';
import { readDocument, readRemoteIdentity } from './read-document.ts';
import { putRemoval } from './removal-record.ts';

/** How a claim on a stored document ended. */
export type StoredClaim = { kind: 'missing' } | Unreadable | (Claim & { before: Sync });

/** Claims a document for a run, in a transaction. Throws only when Firestore cannot be reached. */
export async function claimDocument(db: Firestore, documentId: string, claimant: Claimant): Promise<StoredClaim> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  let committed: StoredClaim | undefined;
  return await db.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(reference);
    if (!snapshot.exists) return { kind: 'missing' };
    const read = readDocument(snapshot.data());
    if (read.kind === 'unreadable') {
      const refused = refusal(readRemoteIdentity(snapshot.data()), read.problem, null, claimant.now);
      writeRefusal(transaction, reference, refused);
      return { kind: 'unreadable', error: refused.error };
    }
    const before = read.document.sync;
    // The reply to our own commit was lost and the transaction runs again: the claim stands.
    if (before.lease?.owner === claimant.owner && committed !== undefined) return committed;
    const decision = { ...claim(read.document, claimant), before };
    if (decision.kind !== 'leave') writeSync(transaction, reference, decision.sync);
    committed = decision;
    return decision;
  });
}

/** Counts the next attempt of a run if the lease is still its own, in a transaction. */
export async function fenceRun(db: Firestore, documentId: string, run: Run, now: number): Promise<Fence | Unreadable> {
  return await underLease(db, documentId, run, null, (document) => fence(document, run, now), now);
}

/** Writes the end of a run, in a transaction that commits only while the lease is its own. */
export async function settleRun(
  db: Firestore,
  documentId: string,
  run: Run,
  result: Result,
  timing: { now: number; backoff: Backoff },
): Promise<Settlement | Unreadable> {
  const createdId = result.kind === 'accepted' ? result.elevenLabsId : null;
  return await underLease(
    db,
    documentId,
    run,
    createdId,
    (document) => settle(document, run, result, timing),
    timing.now,
  );
}

/** The document cannot be read; it has been settled as failed. */
export interface Unreadable {
  kind: 'unreadable';
  error: SyncError;
}

type Decision =
  | { kind: 'gone'; removalDueAt: number }
  | { kind: 'lost'; verifyAt: number | null }
  | { kind: string; sync: Sync };

async function underLease<D extends Decision>(
  db: Firestore,
  documentId: string,
  run: Run,
  createdId: string | null,
  decide: (document: KnowledgeDocument | null) => D,
  now: number,
): Promise<D | Unreadable> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  return await db.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(reference);
    const read = snapshot.exists ? readDocument(snapshot.data()) : null;
    if (read?.kind === 'unreadable' && readRemoteIdentity(snapshot.data()).tag === run.tag) {
      const ended = { run, elevenLabsId: createdId ?? run.elevenLabsId };
      const refused = refusal(readRemoteIdentity(snapshot.data()), read.problem, ended, now);
      writeRefusal(transaction, reference, refused);
      return { kind: 'unreadable', error: refused.error };
    }
    const decision = decide(readable(read));
    if ('sync' in decision) {
      writeSync(transaction, reference, decision.sync);
    } else if ('removalDueAt' in decision) {
      await putRemoval(transaction, db, {
        tag: run.tag,
        documentId,
        elevenLabsId: createdId ?? run.elevenLabsId,
        dueAt: decision.removalDueAt,
        sooner: true,
      });
    } else if (decision.verifyAt !== null) {
      transaction.update(reference, { 'sync.verifyAt': Timestamp.fromMillis(decision.verifyAt) });
    }
    return decision;
  });
}

function readable(read: ReadDocument | null): KnowledgeDocument | null {
  return read?.kind === 'readable' ? read.document : null;
}

function writeSync(transaction: Transaction, reference: DocumentReference, sync: Sync): void {
  const { lease, ...fields } = sync;
  transaction.update(reference, {
    sync: {
      ...fields,
      lastAttemptAt: toTimestamp(sync.lastAttemptAt),
      nextAttemptAt: toTimestamp(sync.nextAttemptAt),
      verifyAt: toTimestamp(sync.verifyAt),
      leaseOwner: lease?.owner ?? null,
      leaseExpiresAt: toTimestamp(lease?.expiresAt ?? null),
    },
  });
}

function writeRefusal(transaction: Transaction, reference: DocumentReference, refused: Refusal): void {
  const sync = { ...refused, verifyAt: toTimestamp(refused.verifyAt) };
  transaction.set(reference, { sync }, { merge: true });
}

function toTimestamp(milliseconds: number | null): Timestamp | null {
  return milliseconds === null ? null : Timestamp.fromMillis(milliseconds);
}
