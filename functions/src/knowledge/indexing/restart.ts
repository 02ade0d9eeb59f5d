import { FieldPath, type QueryDocumentSnapshot } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { indexFields } from './fields.ts';
import { startIndex } from './start.ts';

/** Documents in one page of the listing, and transactions under way at once. */
const pageSize = 300;
const transactionsAtOnce = 10;

/**
 * Marks completed documents for indexing that were synced while indexing was off or with another model.
 * Without a model, removes their index state. Returns how many it changed. Compares counts first, and reads
 * documents only when they differ. Sends nothing.
 */
export async function restartIndexes({
  db,
  now,
  ragModel,
}: Pick<KnowledgeContext, 'db' | 'now' | 'ragModel'>): Promise<number> {
  const documents = db.collection(paths.knowledge);
  const completed = documents.where('sync.status', '==', 'completed');
  const [all, current, any] = await Promise.all([
    completed.count().get(),
    completed
      .where('sync.index.model', '==', ragModel ?? '')
      .count()
      .get(),
    documents.where('sync.index.model', '>', '').count().get(),
  ]);
  const wrong = ragModel === null ? any.data().count : all.data().count - current.data().count;
  if (wrong === 0) return 0;
  const limit = pLimit(transactionsAtOnce);
  const restart = ({ ref }: QueryDocumentSnapshot): Promise<boolean> =>
    db.runTransaction(async (transaction) => {
      const snapshot = await transaction.get(ref);
      if (!isOfAnotherModel(snapshot.get('sync'), ragModel)) return false;
      const index = startIndex(ragModel, now());
      transaction.update(ref, { 'sync.index': index === null ? null : indexFields(index) });
      return true;
    });
  const source = ragModel === null ? documents : completed;
  const query = source.orderBy(FieldPath.documentId()).select('sync').limit(pageSize);
  let restarted = 0;
  let page = await query.get();
  for (;;) {
    const found = page.docs.filter((snapshot) => isOfAnotherModel(snapshot.get('sync'), ragModel));
    const changed = await Promise.all(found.map((snapshot) => limit(() => restart(snapshot))));
    restarted += changed.filter(Boolean).length;
    const last = page.docs.at(-1);
    if (last === undefined || page.docs.length < pageSize) return restarted;
    page = await query.startAfter(last).get();
  }
}

function isOfAnotherModel(sync: unknown, ragModel: string | null): boolean {
  const { status, index } = fieldsOf(sync);
  const { model = null } = fieldsOf(index);
  if (ragModel === null) return model !== null;
  return status === 'completed' && model !== ragModel;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
