import { type Query, Timestamp } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../../shared/paths.ts';
import { failureOf } from '../../upstream/errors.ts';
import { type IndexAnswer, indexesAtOnce } from '../../upstream/rag-index.ts';
import type { KnowledgeContext } from '../context.ts';
import { readDocument, readSync } from '../read-document.ts';
import { type Asked, afterCheck, type Checked } from './after-check.ts';
import { indexFields } from './fields.ts';
import { followUsage } from './usage.ts';

/** The sweep does not run to the second: a check counts as due this much earlier, in milliseconds. */
const earlyMs = 10_000;

/** Transactions under way at once. */
const transactionsAtOnce = 10;

/** A document whose index is due, and what is asked about it; null when nothing can be asked. */
interface Due {
  documentId: string;
  asked: Asked | null;
  wasFull: boolean;
}

/**
 * Requests the indexes that are due, up to 100 in one request, and counts the documents without room. Never
 * touches a document's status, lease or text. Sends nothing when indexing is off. The next pass repeats a
 * request that failed temporarily. Throws when Firestore is unreachable.
 *
 * @param claimBefore sends nothing after this time, in epoch milliseconds.
 */
export async function checkIndexes(context: KnowledgeContext, claimBefore: number): Promise<void> {
  const { ragModel, db, now, log } = context;
  if (ragModel === null) return;
  const begun = now();
  // Takes its slot before it queries what is due: a backlog of documents would keep every slot.
  const asked = await context.slot(async () => {
    const due = await findDue(db.collection(paths.knowledge), ragModel, begun + earlyMs);
    return { due, answers: await ask(context, ragModel, due) };
  }, claimBefore);
  if (asked === null || asked.answers === null) return;
  const { due, answers } = asked;
  const limit = pLimit(transactionsAtOnce);
  const checked = await Promise.all(
    due.map((document) => limit(() => record(context, document, answerOf(document, answers), begun))),
  );
  for (const [place, { documentId, asked }] of due.entries()) {
    const decision = checked[place];
    if (decision?.kind === 'failed' && asked !== null && now() <= claimBefore) {
      await removeFailed(
        context,
        { documentId, elevenLabsId: asked.elevenLabsId, indexId: decision.indexId },
        claimBefore,
      );
    }
  }
  const count = (status: string) => checked.filter((one) => 'index' in one && one.index.status === status).length;
  if (due.length > 0) {
    log('INFO', 'knowledge.indexes_checked', {
      asked: due.length,
      processing: count('processing'),
      ready: count('ready') + count('in_prompt'),
      quota: count('quota'),
      durationMs: now() - begun,
    });
  }
  await followUsage(context, { claimBefore, changed: count('quota') > 0 || due.some(({ wasFull }) => wasFull) });
}

async function findDue(documents: Query, ragModel: string, before: number): Promise<Due[]> {
  const query = documents
    .where('sync.status', '==', 'completed')
    .where('sync.index.nextCheckAt', '<=', Timestamp.fromMillis(before))
    .orderBy('sync.index.nextCheckAt')
    .select('sync')
    .limit(indexesAtOnce);
  return (await query.get()).docs.map((snapshot) => {
    const sync = readSync(snapshot.data());
    const { elevenLabsId = null, completedAt = null, index = null } = sync ?? {};
    const known = elevenLabsId !== null && index !== null;
    return {
      documentId: snapshot.id,
      asked: known ? { model: ragModel, elevenLabsId, completedAt, checkedAt: index.checkedAt } : null,
      wasFull: index?.status === 'quota',
    };
  });
}

type Answers = (elevenLabsId: string) => IndexAnswer | undefined;

/** The answers to one request for all documents; null when it failed and the next pass repeats it. */
async function ask(context: KnowledgeContext, ragModel: string, due: readonly Due[]): Promise<Answers | null> {
  const ids = [...new Set(due.flatMap(({ asked }) => asked?.elevenLabsId ?? []))];
  if (ids.length === 0) return () => undefined;
  try {
    const answers = await context.elevenLabs.computeIndexes(ids, ragModel, {});
    return (id) => answers.get(id);
  } catch (error) {
    const failure = failureOf(error);
    const { type, status, code, retryable } = failure;
    context.log('WARNING', 'knowledge.index_request_failed', { documents: ids.length, type, status, code });
    return retryable ? null : () => ({ kind: 'failed', failure });
  }
}

function answerOf({ asked }: Due, answers: Answers): IndexAnswer | undefined {
  return asked === null ? undefined : answers(asked.elevenLabsId);
}

/** Reads the document again and writes what the answer means for it. */
async function record(
  { db, textFields, log }: KnowledgeContext,
  { documentId, asked }: Due,
  answer: IndexAnswer | undefined,
  now: number,
): Promise<Checked> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  const checked = await db.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(reference);
    const decision = afterCheck(readDocument(documentId, snapshot.data(), textFields), asked, answer, now);
    switch (decision.kind) {
      case 'dropped':
        break;
      case 'set aside':
        if (snapshot.get('sync.index.nextCheckAt') != null)
          transaction.update(reference, { 'sync.index.nextCheckAt': null });
        break;
      case 'checked':
      case 'failed':
        transaction.update(reference, { 'sync.index': indexFields(decision.index) });
        break;
      case 'gone': {
        const verifyAt = Timestamp.fromMillis(decision.verifyAt);
        transaction.update(reference, { 'sync.index': indexFields(decision.index), 'sync.verifyAt': verifyAt });
      }
    }
    return decision;
  });
  if (checked.kind === 'failed' || (checked.kind === 'checked' && checked.index.status === 'failed')) {
    const { tries, nextCheckAt } = checked.index;
    log('WARNING', 'knowledge.index_failed', { documentId, attempt: tries, final: nextCheckAt === null });
  }
  return checked;
}

/** Deletes a failed index. If that fails too, the next check finds the index failed again. */
async function removeFailed(
  context: KnowledgeContext,
  { documentId, elevenLabsId, indexId }: { documentId: string; elevenLabsId: string; indexId: string },
  claimBefore: number,
): Promise<void> {
  try {
    await context.slot(() => context.elevenLabs.removeIndex(elevenLabsId, indexId, {}), claimBefore);
  } catch (error) {
    const { type, status, code } = failureOf(error);
    context.log('WARNING', 'knowledge.index_removal_failed', { documentId, type, status, code });
  }
}
