import { syncStatuses } from '../../../functions/src/client.ts';
import { call } from '../firebase/callable.ts';
import { documentName, runQuery } from '../firebase/rest.ts';
import { fieldsOf, wordOf } from '../ui/fields.ts';
import { type RemovalAnswer, type RetryAnswer, readError } from './document.ts';
import { restFilterOf } from './filter.ts';
import { paths } from './paths.ts';

/** Ids are small: a request reads many. */
const idsAtOnce = 300;

/** The ids of all failed documents, read page by page as the caller iterates. */
export async function* failedIds(): AsyncGenerator<string, void> {
  let after: string | null = null;
  while (true) {
    const values: object[] = after === null ? [] : [{ referenceValue: documentName(`${paths.knowledge}/${after}`) }];
    const documents = await runQuery({
      select: { fields: [{ fieldPath: '__name__' }] },
      from: [{ collectionId: paths.knowledge }],
      ...restFilterOf({ status: 'failed', tag: null }),
      orderBy: [{ field: { fieldPath: '__name__' }, direction: 'ASCENDING' }],
      ...(values.length === 0 ? {} : { startAt: { values, before: false } }),
      limit: idsAtOnce,
    });
    for (const { id } of documents) yield id;
    after = documents.at(-1)?.id ?? null;
    if (after === null || documents.length < idsAtOnce) return;
  }
}

/**
 * Retries a failed document and waits for the result.
 *
 * @throws FirebaseError when the function refuses or is unreachable.
 */
export async function retryDocument(id: string): Promise<RetryAnswer> {
  const answer = fieldsOf(await call('retryKnowledgeSync', { documentId: id }));
  return { status: wordOf(syncStatuses, answer.status) ?? 'failed', error: readError(answer.error) };
}

/**
 * Removes what ElevenLabs still has of a deleted document, and waits for the result.
 *
 * @throws FirebaseError when the function refuses or is unreachable.
 */
export async function retryRemoval(documentId: string): Promise<RemovalAnswer> {
  const answer = fieldsOf(await call('retryKnowledgeSync', { documentId }));
  return { removed: answer.status === 'removed', error: readError(answer.error) };
}
