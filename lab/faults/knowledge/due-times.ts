import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
  Timestamp,
} from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { attemptWrite, retryUnavailable } from '../firestore-access.ts';

/** The times by which something of a document is outstanding. */
export const dueFields = {
  'expire lease': 'sync.leaseExpiresAt',
  'retry due': 'sync.nextAttemptAt',
  'verification due': 'sync.verifyAt',
} as const;

/**
 * Lets time go on past one of a document's times, by moving that time into the past: the clock that
 * the functions read cannot be moved. False when the document has no such time ahead.
 */
export async function makeDue(reference: DocumentReference, field: string): Promise<boolean> {
  return await updateUnchanged(reference, (document) => {
    const time: unknown = document.get(field);
    return time instanceof Timestamp && time.toMillis() > Date.now() ? { [field]: ago(1000) } : null;
  });
}

/** Lets time go on past the two minutes after which the sweep takes up what no event reached. */
export async function agePending(reference: DocumentReference): Promise<void> {
  await updateUnchanged(reference, (document) =>
    document.get('sync.status') === 'pending' ? { updatedAt: ago(10 * 60_000) } : null,
  );
}

/** Updates a document as it was read, reading it again when it changed meanwhile; false when there is nothing to do. */
async function updateUnchanged(
  reference: DocumentReference,
  choose: (document: DocumentSnapshot) => Record<string, Timestamp> | null,
): Promise<boolean> {
  for (;;) {
    const document = await retryUnavailable(() => reference.get());
    const change = choose(document);
    if (change === null || document.updateTime === undefined) return false;
    const { updateTime: lastUpdateTime } = document;
    if ((await attemptWrite(() => reference.update(change, { lastUpdateTime }))) !== null) return true;
  }
}

/** The removals that are owed for documents whose id begins like this. */
export async function removalsOf(db: Firestore, prefix: string): Promise<DocumentReference[]> {
  const from = db.doc(`${paths.knowledgeRemovals}/${prefix}`);
  const to = db.doc(`${paths.knowledgeRemovals}/${prefix}~`);
  const id = FieldPath.documentId();
  const removals = db.collection(paths.knowledgeRemovals).where(id, '>=', from).where(id, '<', to);
  return (await retryUnavailable(() => removals.get())).docs.map(({ ref }) => ref);
}

function ago(milliseconds: number): Timestamp {
  return Timestamp.fromMillis(Date.now() - milliseconds);
}
