import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  Timestamp,
  type Transaction,
} from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { type RemovalRequest, removing } from '../delivery/remote.ts';
import { verifyDelayMs } from '../delivery/schedule.ts';
import { readRemoteIdentity } from '../read-document.ts';
import { readRemote, remoteReference, removingFields } from '../remotes.ts';

/**
 * Marks the record of a tag as being removed, unless the document exists under that tag. Returns whether it
 * did. Leaves the record of another document alone. With `onlyLive` it touches live records only; without, a
 * document that exists again is verified.
 */
export async function markRemoving(
  context: Pick<KnowledgeContext, 'db' | 'now' | 'log'>,
  tag: string,
  request: RemovalRequest,
  { onlyLive = false }: { onlyLive?: boolean } = {},
): Promise<boolean> {
  const { db, now } = context;
  const reference = remoteReference(db, tag);
  return await db.runTransaction(async (transaction) => {
    const document = await transaction.get(db.collection(paths.knowledge).doc(request.documentId));
    const record = await transaction.get(reference);
    if (readRemoteIdentity(document.data()).tag === tag) {
      if (!onlyLive) verifyRestored(context, transaction, { document, record }, request.listAfter);
      return false;
    }
    const stored = readRemote(record.data());
    const remote = stored.kind === 'readable' ? stored.remote : null;
    if (onlyLive && remote?.status !== 'live') return false;
    if (remote !== null && remote.documentId !== request.documentId) return false;
    const createdAt = stored.kind === 'missing' ? { createdAt: FieldValue.serverTimestamp() } : {};
    transaction.set(reference, { ...removingFields(removing(stored, request, now())), ...createdAt }, { merge: true });
    return true;
  });
}

/**
 * Schedules the verification of a document that exists again under its tag. The claim that makes its record live
 * schedules another one, for a time when no request of a removal is in flight.
 *
 * @param verifyAt when no request of the deleted document is in flight, in epoch milliseconds. A later time stays.
 */
export function verifyRestored(
  { now, log }: Pick<KnowledgeContext, 'now' | 'log'>,
  transaction: Transaction,
  { document, record }: { document: DocumentSnapshot; record: DocumentSnapshot },
  verifyAt: number,
): void {
  const status = record.get('status');
  const isLive = status === 'live';
  if (isLive && (readRemoteIdentity(document.data()).verifyAt ?? 0) >= verifyAt) return;
  transaction.update(document.ref, { 'sync.verifyAt': Timestamp.fromMillis(isLive ? verifyAt : now()) });
  if (status === 'removing') waitForClaim(transaction, record.ref, now());
  log('INFO', 'knowledge.restored', { documentId: document.id });
}

/** A document that cannot be claimed must not keep the sweep busy with its removal. */
function waitForClaim(transaction: Transaction, remote: DocumentReference, now: number): void {
  transaction.update(remote, { nextAttemptAt: Timestamp.fromMillis(now + verifyDelayMs) });
}
