import {
  collection,
  documentId,
  getCountFromServer,
  getDocs,
  limit,
  orderBy,
  type Query,
  query,
  startAfter,
  where,
} from 'firebase/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { syncStatuses } from '../../../functions/src/shared/sync-status.ts';
import { call } from '../firebase/callable.ts';
import { database } from '../firebase/firestore.ts';
import { fieldsOf, wordOf } from '../ui/fields.ts';
import { type RetryAnswer, readError } from './document.ts';

/** How many documents of the whole collection failed, and how many of them for one common cause. */
export interface FailureCounts {
  failed: number;
  /** Wait for a valid API key. */
  auth: number;
  /** Wait for credits or a larger plan. */
  quota: number;
}

/** Counts the failed documents on the server, without reading them. */
export async function countFailures(): Promise<FailureCounts> {
  const failed = where('sync.status', '==', 'failed');
  const ofType = (type: string) => where('sync.error.type', '==', type);
  const count = async (...conditions: ReturnType<typeof where>[]) =>
    (await getCountFromServer(query(collection(database(), paths.knowledge), ...conditions))).data().count;
  const [all, auth, quota] = await Promise.all([
    count(failed),
    count(failed, ofType('auth')),
    count(failed, ofType('quota')),
  ]);
  return { failed: all, auth, quota };
}

/** Documents read at once for their ids: each comes whole, up to 900 kB, so not many (decided). */
const pageSize = 15;

/** The ids of all failed documents, each once, read page by page as they are asked for. */
export async function* failedIds(): AsyncGenerator<string, void> {
  let after: string | null = null;
  while (true) {
    const page: Query = query(
      collection(database(), paths.knowledge),
      where('sync.status', '==', 'failed'),
      orderBy(documentId()),
      ...(after === null ? [] : [startAfter(after)]),
      limit(pageSize),
    );
    const { docs } = await getDocs(page);
    for (const { id } of docs) yield id;
    const last = docs.at(-1);
    if (last === undefined || docs.length < pageSize) return;
    after = last.id;
  }
}

/**
 * Tries a failed document again and waits for how it ends.
 *
 * @throws FirebaseError when the function refuses or cannot be reached.
 */
export async function retryDocument(id: string): Promise<RetryAnswer> {
  const answer = fieldsOf(await call('retryKnowledgeSync', { documentId: id }));
  return { status: wordOf(syncStatuses, answer.status) ?? 'failed', error: readError(answer.error) };
}
