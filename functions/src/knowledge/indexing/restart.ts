import { FieldPath } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { changeEach, inOrder } from '../pages.ts';
import { indexFields } from './fields.ts';
import { startIndex } from './start.ts';

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
  const source = (ragModel === null ? documents : completed).select('sync');
  const ofAnotherModel = async function* () {
    for await (const found of inOrder(source, FieldPath.documentId())) {
      if (isOfAnotherModel(found.get('sync'), ragModel)) yield found;
    }
  };
  return await changeEach(ofAnotherModel(), ({ ref }) => {
    return db.runTransaction(async (transaction) => {
      const snapshot = await transaction.get(ref);
      if (!isOfAnotherModel(snapshot.get('sync'), ragModel)) return false;
      const index = startIndex(ragModel, now());
      transaction.update(ref, { 'sync.index': index === null ? null : indexFields(index) });
      return true;
    });
  });
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
