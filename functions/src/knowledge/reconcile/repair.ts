import { Timestamp } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { verifyDelayMs } from '../delivery/schedule.ts';
import { readSync } from '../read-document.ts';
import { markRemoving } from '../removal/mark.ts';
import { type FoundRemote, type Plan, settled } from './plan.ts';

/** Transactions under way at once. */
const transactionsAtOnce = 10;

/** What was scheduled. A document that changed since the listing is in neither number. */
export interface Repairs {
  verifications: number;
  removals: number;
}

/** A document to be verified, with the remote document that it knows. */
interface Doubtful {
  documentId: string;
  tag: string;
  elevenLabsId: string;
}

/**
 * Schedules the repairs of a plan; the sweep carries them out. A document whose remote document is missing,
 * duplicated or renamed is verified: the verification looks by tag, keeps or creates one, and deletes the
 * others. Remote documents without a document are removed. Each repair looks at the document again in its
 * transaction. Throws when Firestore is unreachable; scheduling again is harmless.
 *
 * @param overwrite also verifies documents that were edited at ElevenLabs, which overwrites their text there.
 */
export async function scheduleRepairs(
  context: KnowledgeContext,
  plan: Plan,
  { overwrite }: { overwrite: boolean },
): Promise<Repairs> {
  const limit = pLimit(transactionsAtOnce);
  const { missingRemotely, duplicates, renamed, changedRemotely, orphanedRemotely } = plan;
  const known = [...missingRemotely, ...renamed, ...(overwrite ? changedRemotely : [])];
  const doubtful = new Map<string, Doubtful>(known.map((found) => [found.documentId, found]));
  for (const { documentId, tag, knownId } of duplicates) {
    doubtful.set(documentId, { documentId, tag, elevenLabsId: knownId });
  }
  const orphans = new Map(orphanedRemotely.map((found) => [found.tag, found]));
  const [verifications, removals] = await Promise.all([
    Promise.all([...doubtful.values()].map((found) => limit(() => scheduleVerification(context, found)))),
    Promise.all([...orphans.values()].map((orphan) => limit(() => scheduleRemoval(context, orphan)))),
  ]);
  return { verifications: verifications.filter(Boolean).length, removals: removals.filter(Boolean).length };
}

async function scheduleVerification({ db, now }: KnowledgeContext, found: Doubtful): Promise<boolean> {
  const reference = db.collection(paths.knowledge).doc(found.documentId);
  return await db.runTransaction(async (transaction) => {
    const state = settled(readSync((await transaction.get(reference)).data()));
    if (state === null || state.tag !== found.tag || state.elevenLabsId !== found.elevenLabsId) return false;
    transaction.update(reference, { 'sync.verifyAt': Timestamp.fromMillis(now()) });
    return true;
  });
}

async function scheduleRemoval(context: KnowledgeContext, orphan: FoundRemote): Promise<boolean> {
  const { documentId, tag, elevenLabsId, name } = orphan;
  const title = name.slice(tag.length).trim();
  // The deletion that left it behind may have been a moment ago, with a run under way.
  const listAfter = context.now() + verifyDelayMs;
  return await markRemoving(context, tag, { documentId, elevenLabsId, title, listAfter }, { onlyLive: true });
}
