import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
  Timestamp,
} from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { attemptWrite, retryUnavailable } from '../firestore-access.ts';

/** The fields with a document's due times. */
export const dueFields = {
  'expire lease': 'sync.leaseExpiresAt',
  'retry due': 'sync.nextAttemptAt',
  'verification due': 'sync.verifyAt',
} as const;

/**
 * Moves a future due time into the past, since the functions' clock cannot be moved. Returns false when
 * the field has no future time.
 */
export async function makeDue(reference: DocumentReference, field: string): Promise<boolean> {
  return await updateUnchanged(reference, (document) => {
    const time: unknown = document.get(field);
    return time instanceof Timestamp && time.toMillis() > Date.now() ? { [field]: ago(1000) } : null;
  });
}

/** Makes a pending document older than the 2 min after which the sweep claims it. */
export async function agePending(reference: DocumentReference): Promise<void> {
  await updateUnchanged(reference, (document) =>
    document.get('sync.status') === 'pending' ? { updatedAt: ago(10 * 60_000) } : null,
  );
}

/** Updates a document, starting over when it changes meanwhile. Returns false when `choose` returns null. */
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

/** The records of removals of documents whose id starts with a prefix. */
export async function removalsOf(db: Firestore, prefix: string): Promise<DocumentReference[]> {
  const from = db.doc(`${paths.knowledgeRemotes}/${prefix}`);
  const to = db.doc(`${paths.knowledgeRemotes}/${prefix}~`);
  const id = FieldPath.documentId();
  const records = db.collection(paths.knowledgeRemotes).where(id, '>=', from).where(id, '<', to);
  const { docs } = await retryUnavailable(() => records.get());
  return docs.filter((record) => record.get('status') === 'removing').map(({ ref }) => ref);
}

function ago(milliseconds: number): Timestamp {
  return Timestamp.fromMillis(Date.now() - milliseconds);
}
