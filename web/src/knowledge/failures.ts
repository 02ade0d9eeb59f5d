import { call } from '../firebase/callable.ts';
import { documentName, runQuery } from '../firebase/rest.ts';
import { type RetryAnswer, readRetryAnswer } from './document.ts';
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
 * Retries a document, or the removal of a deleted one, and waits for the result.
 *
 * @throws FirebaseError when the function refuses or is unreachable.
 */
export async function retrySync(documentId: string): Promise<RetryAnswer> {
  return readRetryAnswer(await call('retryKnowledgeSync', { documentId }));
}
