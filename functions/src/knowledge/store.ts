import { type DocumentReference, type Firestore, Timestamp, type Transaction } from 'firebase-admin/firestore';
import { paths } from '../shared/paths.ts';
import type { Write } from './delivery/write.ts';
import type { StoredDocument, Sync } from './document.ts';
import { readDocument } from './read-document.ts';
import { putRemoval } from './removal-record.ts';

/**
 * Decides about a stored document. When its transaction runs again, `earlier` is the decision that it
 * tried to commit before.
 */
export type Decide<Decision> = (stored: StoredDocument, earlier: Decision | undefined) => Decision;

/** Reads a document, decides and writes in one transaction. Throws when Firestore is unreachable. */
export async function transact<Decision extends { write: Write }>(
  db: Firestore,
  documentId: string,
  decide: Decide<Decision>,
): Promise<Decision> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  let decision: Decision | undefined;
  return await db.runTransaction(async (transaction) => {
    decision = decide(readDocument((await transaction.get(reference)).data()), decision);
    await execute(transaction, reference, decision.write);
    return decision;
  });
}

async function execute(transaction: Transaction, reference: DocumentReference, write: Write): Promise<void> {
  switch (write.kind) {
    case 'none':
      return;
    case 'sync':
      transaction.update(reference, { sync: fieldsOf(write.sync) });
      return;
    case 'verifyAt':
      transaction.update(reference, { 'sync.verifyAt': Timestamp.fromMillis(write.verifyAt) });
      return;
    case 'refusal':
      transaction.set(
        reference,
        { sync: { ...write.sync, verifyAt: toTimestamp(write.sync.verifyAt) } },
        { merge: true },
      );
      return;
    case 'remote': {
      const { tag, elevenLabsId, dueAt } = write;
      const removal = { tag, documentId: reference.id, elevenLabsId, dueAt };
      await putRemoval(transaction, reference.firestore, removal, { replaceDueAt: true });
    }
  }
}

function fieldsOf({ lease, ...sync }: Sync) {
  return {
    ...sync,
    lastAttemptAt: toTimestamp(sync.lastAttemptAt),
    nextAttemptAt: toTimestamp(sync.nextAttemptAt),
    verifyAt: toTimestamp(sync.verifyAt),
    leaseOwner: lease?.owner ?? null,
    leaseExpiresAt: toTimestamp(lease?.expiresAt ?? null),
  };
}

function toTimestamp(milliseconds: number | null): Timestamp | null {
  return milliseconds === null ? null : Timestamp.fromMillis(milliseconds);
}
