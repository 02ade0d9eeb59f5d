import { Timestamp } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { readSync } from '../read-document.ts';
import { putRemoval } from '../removal-record.ts';
import { type FoundRemote, type Plan, settled } from './plan.ts';

/** Transactions under way at a time. */
const atOnce = 10;

/** Milliseconds between repairs: 40 a minute leave 10 of the 50 places in a sweep to everything else. */
const spacingMs = 1500;

/** Scheduled repairs. Documents that changed since the listing have none. */
export interface Repairs {
  verifications: number;
  removals: number;
}

/**
 * Schedules the repairs of a plan for the sweep: a verification for each document whose remote document is
 * missing, duplicated or renamed, and a removal for each orphan. Checks each document again in its
 * transaction. Throws when Firestore is unreachable; repairs scheduled by then stay. Idempotent.
 */
export async function scheduleRepairs(context: KnowledgeContext, plan: Plan): Promise<Repairs> {
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
    Promise.all([...doubtful.values()].map((found) => limit(() => scheduleVerification(context, found, nextDueAt)))),
    Promise.all([...orphans.values()].map((orphan) => limit(() => scheduleRemoval(context, orphan, nextDueAt)))),
  ]);
  return { verifications: verifications.filter(Boolean).length, removals: removals.filter(Boolean).length };
}

async function scheduleVerification(
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

async function scheduleRemoval({ db }: KnowledgeContext, orphan: FoundRemote, dueAt: () => number): Promise<boolean> {
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
