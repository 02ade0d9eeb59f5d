import {
  collection,
  deleteDoc,
  doc,
  limit,
  orderBy,
  query,
  runTransaction,
  serverTimestamp,
  setDoc,
  type Timestamp,
} from 'firebase/firestore';
import type { Draft } from '../../../functions/src/shared/draft.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { database, watchQuery } from '../firebase/firestore.ts';
import { untilSent } from '../ui/connection.ts';
import type { Source } from '../ui/live.ts';
import { type KnowledgeDocument, type Removal, readDocument, readRemoval } from './document.ts';

/** One page of the list: whether there are more documents than it shows. */
export interface KnowledgePage {
  documents: readonly KnowledgeDocument[];
  more: boolean;
}

/** The newest edited documents, live. One more than shown is read, to know whether there are more. */
export function watchNewest(count: number): Source<KnowledgePage> {
  const newest = query(knowledge(), orderBy('updatedAt', 'desc'), limit(count + 1));
  return watchQuery(newest, ({ docs }) => ({
    documents: docs.slice(0, count).map(readDocument),
    more: docs.length > count,
  }));
}

/** How many owed removals are listed; more are not read one by one by anyone (decided). */
const removalsShown = 50;

/** What still has to go at ElevenLabs, live, the next one due first. */
export function watchRemovals(): Source<readonly Removal[]> {
  const owed = query(collection(database(), paths.knowledgeRemotes), orderBy('nextAttemptAt'), limit(removalsShown));
  return watchQuery(owed, ({ docs }) => docs.map(readRemoval));
}

/** Adds a document. Resolves when the server has it; without a connection it waits in this tab. */
export function addDocument(draft: Draft, uid: string): Promise<void> {
  return untilSent(
    setDoc(doc(knowledge()), {
      title: draft.title,
      content: draft.content,
      tags: [...draft.tags],
      createdBy: uid,
      createdAt: serverTimestamp(),
      updatedAt: serverTimestamp(),
      sync: { status: 'pending' },
    }),
  );
}

/** How saving an edit ended: `newer` when somebody saved meanwhile, with what they saved. */
export type SaveOutcome = { kind: 'saved' } | { kind: 'newer'; current: KnowledgeDocument } | { kind: 'deleted' };

/**
 * Saves an edit unless the document is newer than the version that was opened. Needs a connection.
 *
 * @throws FirestoreError when it cannot be saved.
 */
export async function saveDocument(id: string, version: Timestamp, draft: Draft): Promise<SaveOutcome> {
  const reference = doc(knowledge(), id);
  return runTransaction(database(), async (transaction): Promise<SaveOutcome> => {
    const snapshot = await transaction.get(reference);
    if (!snapshot.exists()) return { kind: 'deleted' };
    const current = readDocument(snapshot);
    if (!current.version?.isEqual(version)) return { kind: 'newer', current };
    const textChanged = current.title !== draft.title || current.content !== draft.content;
    transaction.update(reference, {
      title: draft.title,
      content: draft.content,
      tags: [...draft.tags],
      updatedAt: serverTimestamp(),
      ...(textChanged ? { 'sync.status': 'pending' } : {}),
    });
    return { kind: 'saved' };
  });
}

/** Deletes a document. Resolves when the server has done it; without a connection it waits in this tab. */
export function removeDocument(id: string): Promise<void> {
  return untilSent(deleteDoc(doc(knowledge(), id)));
}

function knowledge() {
  return collection(database(), paths.knowledge);
}
