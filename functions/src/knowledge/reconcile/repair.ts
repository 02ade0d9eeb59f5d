import { Timestamp } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { readSync } from '../read-document.ts';
import { putRemoval } from '../removal-record.ts';
import { type FoundRemote, type Plan, settled } from './plan.ts';

/** Transactions under way at once (decided). */
const atOnce = 10;

/**
 * Milliseconds between the due times of two repairs: 40 a minute, so that a pass of the sweep, which
 * takes the 50 longest due, keeps places for everything else (decided).
 */
const spacingMs = 1500;

/** What was ordered. What changed since the listing was left alone and is in neither number. */
export interface Repairs {
  verifications: number;
  removals: number;
}

/**
 * Orders the repairs of a plan; the sweep carries them out. A document whose remote document is
 * missing, doubled or renamed is due for a verification, which looks by tag, keeps or creates one,
 * and deletes the others. A remote document without a document goes into the outbox of removals.
 * Each order looks at the document again in its transaction. Throws when Firestore cannot be reached;
 * what was ordered by then stays, and ordering again is harmless.
 */
export async function orderRepairs(context: KnowledgeContext, plan: Plan): Promise<Repairs> {
  const begun = context.now();
  const limit = pLimit(atOnce);
  let ordered = 0;
  const nextDueAt = () => {
    ordered += 1;
    return begun + (ordered - 1) * spacingMs;
  };
  const { missingRemotely, duplicates, renamed, orphanedRemotely } = plan;
  const doubtful = new Map([...missingRemotely, ...renamed].map((found) => [found.documentId, found]));
  for (const { documentId, tag, knownId } of duplicates) {
    doubtful.set(documentId, { documentId, tag, elevenLabsId: knownId });
  }
  const orphans = new Map(orphanedRemotely.map((found) => [found.tag, found]));
  const [verifications, removals] = await Promise.all([
    Promise.all([...doubtful.values()].map((found) => limit(() => orderVerification(context, found, nextDueAt)))),
    Promise.all([...orphans.values()].map((orphan) => limit(() => oweRemoval(context, orphan, nextDueAt)))),
  ]);
  return { verifications: verifications.filter(Boolean).length, removals: removals.filter(Boolean).length };
}

async function orderVerification(
  { db }: KnowledgeContext,
  found: { documentId: string; tag: string; elevenLabsId: string },
  dueAt: () => number,
): Promise<boolean> {
  const reference = db.collection(paths.knowledge).doc(found.documentId);
  return await db.runTransaction(async (transaction) => {
    const state = settled(readSync((await transaction.get(reference)).data()));
    if (state === null || state.tag !== found.tag || state.elevenLabsId !== found.elevenLabsId) return false;
    transaction.update(reference, { 'sync.verifyAt': Timestamp.fromMillis(dueAt()) });
    return true;
  });
}

async function oweRemoval({ db }: KnowledgeContext, orphan: FoundRemote, dueAt: () => number): Promise<boolean> {
  const { documentId, tag, elevenLabsId } = orphan;
  return await db.runTransaction(async (transaction) => {
    const [document, removal] = await transaction.getAll(
      db.collection(paths.knowledge).doc(documentId),
      db.collection(paths.knowledgeRemovals).doc(tag),
    );
    if (document?.exists !== false || removal?.exists !== false) return false;
    await putRemoval(transaction, db, { tag, documentId, elevenLabsId, dueAt: dueAt() }, { replaceDueAt: false });
    return true;
  });
}
