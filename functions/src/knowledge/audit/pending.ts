import { type DocumentSnapshot, FieldPath, type QueryDocumentSnapshot, Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import { syncStatuses } from '../../shared/sync-status.ts';
import { changeEach, inOrder } from '../pages.ts';
import type { AuditContext } from './context.ts';

/** How long a document may wait for its event, in milliseconds. */
const eventDelayMs = 2 * 60_000;

/** Marks documents pending that a server wrote without `sync` and no event reached. */
export async function markPending(context: AuditContext): Promise<number> {
  const documents = context.db.collection(paths.knowledge).select('sync.status');
  return await makeDue(context, inOrder(documents, FieldPath.documentId()), (snapshot) => !hasStatus(snapshot));
}

/** Makes pending documents due that the sweep cannot find: their `updatedAt` is absent, no time, or in the future. */
export async function markUnswept(context: AuditContext): Promise<number> {
  const pending = context.db
    .collection(paths.knowledge)
    .where('sync.status', '==', 'pending')
    .select(...sweptFields);
  return await makeDue(context, inOrder(pending, FieldPath.documentId()), (snapshot) =>
    isUnswept(snapshot, context.now()),
  );
}

const sweptFields = ['updatedAt', 'sync.status', 'sync.nextAttemptAt'];

function isUnswept(snapshot: DocumentSnapshot, now: number): boolean {
  if (snapshot.get('sync.status') !== 'pending') return false;
  const times = [snapshot.get('updatedAt'), snapshot.get('sync.nextAttemptAt')];
  return !times.some((time) => time instanceof Timestamp && time.toMillis() <= now);
}

/** Whether a document has a sync status. */
export function hasStatus(snapshot: DocumentSnapshot): boolean {
  return syncStatuses.includes(snapshot.get('sync.status'));
}

/** Marks the documents that were written a while ago as pending and due, unless they have changed since. */
async function makeDue(
  { db, now }: AuditContext,
  documents: AsyncIterable<QueryDocumentSnapshot>,
  isStuck: (snapshot: DocumentSnapshot) => boolean,
): Promise<number> {
  const before = now() - eventDelayMs;
  async function* stuck() {
    for await (const found of documents) if (isStuck(found) && found.updateTime.toMillis() <= before) yield found;
  }
  return await changeEach(stuck(), ({ ref }) => {
    return db.runTransaction(async (transaction) => {
      const snapshot = await transaction.get(ref);
      if (!snapshot.exists || !isStuck(snapshot)) return false;
      const sync = { status: 'pending', nextAttemptAt: Timestamp.fromMillis(now()) };
      transaction.set(ref, { sync }, { merge: true });
      return true;
    });
  });
}
