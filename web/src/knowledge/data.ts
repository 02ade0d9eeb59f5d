import {
  collection,
  doc,
  getDocFromServer,
  limit,
  orderBy,
  query,
  runTransaction,
  serverTimestamp,
  setDoc,
  type Timestamp,
} from 'firebase/firestore';
import type { Draft } from '../../../functions/src/client.ts';
import { database, watchQuery } from '../firebase/firestore.ts';
import { holdDeletion } from '../firebase/held-deletions.ts';
import { untilSent } from '../ui/connection.ts';
import type { Source } from '../ui/live.ts';
import { shortened } from '../ui/shortened.ts';
import {
  isAtElevenLabs,
  type KnowledgeDocument,
  type Removal,
  readDocument,
  readRemoval,
  titleOf,
} from './document.ts';
import { paths } from './paths.ts';

/** The list shows at most this many removals; a longer one would not be read. */
const removalsShown = 50;

/**
 * Watches the deleted documents that are still at ElevenLabs, next due first. Leaves out records that only
 * wait for a last look-up.
 */
export function watchRemovals(): Source<readonly Removal[]> {
  const removals = query(
    collection(database(), paths.knowledgeRemotes),
    orderBy('nextAttemptAt'),
    limit(removalsShown),
  );
  return watchQuery(removals, ({ docs }) => docs.filter(isAtElevenLabs).map(readRemoval));
}

/** Adds a document. Resolves when the server has it; without a connection the write waits in this tab. */
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

/** The result of saving an edit; `newer` when another editor saved in the meantime. */
export type SaveOutcome = { kind: 'saved' } | { kind: 'newer'; current: KnowledgeDocument } | { kind: 'deleted' };

/**
 * Saves an edit unless the document has a newer version than the opened one. Needs a connection.
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

/** Reads a document, loaded in the list or not; null when it does not exist. Throws FirestoreError. */
export async function readDocumentById(id: string): Promise<KnowledgeDocument | null> {
  const snapshot = await getDocFromServer(doc(knowledge(), id));
  return snapshot.exists() ? readDocument(snapshot) : null;
}

/** Deletes a document once the time to undo it is over. */
export function removeDocument(document: KnowledgeDocument): void {
  holdDeletion(doc(knowledge(), document.id), `“${shortened(titleOf(document))}” deleted.`);
}

/** The path of a document, the key of its held deletion. */
export function documentPath(id: string): string {
  return `${paths.knowledge}/${id}`;
}

function knowledge() {
  return collection(database(), paths.knowledge);
}
