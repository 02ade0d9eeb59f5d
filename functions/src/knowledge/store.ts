import { Timestamp, type Transaction } from 'firebase-admin/firestore';
import { paths } from '../shared/paths.ts';
import type { KnowledgeContext } from './context.ts';
import type { ClaimInput } from './delivery/claim.ts';
import { removing } from './delivery/remote.ts';
import type { Write } from './delivery/write.ts';
import type { StoredDocument, Sync } from './document.ts';
import { indexFields } from './indexing/fields.ts';
import { readDocument } from './read-document.ts';
import { liveFields, readRemote, remoteReference, removingFields } from './remotes.ts';
import { toTimestamp } from './timestamp.ts';

/**
 * Decides about what a transaction read. When the transaction runs again, `earlier` is the decision that it
 * tried to commit before.
 */
export type Decide<Input, Decision> = (input: Input, earlier: Decision | undefined) => Decision;

/** What the store needs of a context. */
type StoreContext = Pick<KnowledgeContext, 'db' | 'textFields'>;

/** Reads a document, decides and writes in one transaction. Throws when Firestore is unreachable. */
export async function transact<Decision extends { write: Write }>(
  context: StoreContext,
  documentId: string,
  decide: Decide<StoredDocument, Decision>,
): Promise<Decision> {
  return await decideInTransaction(context, documentId, async (_, stored) => stored, decide);
}

/** The same with the record of the document's tag, which a claim needs. */
export async function transactClaim<Decision extends { write: Write }>(
  context: StoreContext,
  documentId: string,
  decide: Decide<ClaimInput, Decision>,
): Promise<Decision> {
  const withRemote = async (transaction: Transaction, stored: StoredDocument): Promise<ClaimInput> => {
    const tag = stored.kind === 'readable' ? stored.document.sync.tag : null;
    if (tag === null) return { stored, remote: { kind: 'missing' } };
    return { stored, remote: readRemote((await transaction.get(remoteReference(context.db, tag))).data()) };
  };
  return await decideInTransaction(context, documentId, withRemote, decide);
}

async function decideInTransaction<Input, Decision extends { write: Write }>(
  { db, textFields }: StoreContext,
  documentId: string,
  read: (transaction: Transaction, stored: StoredDocument) => Promise<Input>,
  decide: Decide<Input, Decision>,
): Promise<Decision> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  let decision: Decision | undefined;
  return await db.runTransaction(async (transaction) => {
    const stored = readDocument(documentId, (await transaction.get(reference)).data(), textFields);
    decision = decide(await read(transaction, stored), decision);
    await execute(transaction, { db, documentId }, decision.write);
    return decision;
  });
}

async function execute(
  transaction: Transaction,
  { db, documentId }: Pick<StoreContext, 'db'> & { documentId: string },
  write: Write,
): Promise<void> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  switch (write.kind) {
    case 'none':
      return;
    case 'sync':
      transaction.update(reference, { sync: fieldsOf(write.sync) });
      if (write.liveTag !== undefined) transaction.set(remoteReference(db, write.liveTag), liveFields(documentId));
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
      const remote = remoteReference(db, write.tag);
      const record = readRemote((await transaction.get(remote)).data());
      const request = { ...write.removal, documentId };
      transaction.set(remote, removingFields(removing(record, request, write.now)), { merge: true });
    }
  }
}

function fieldsOf({ lease, index, ...sync }: Sync) {
  return {
    ...sync,
    lastAttemptAt: toTimestamp(sync.lastAttemptAt),
    completedAt: toTimestamp(sync.completedAt),
    nextAttemptAt: toTimestamp(sync.nextAttemptAt),
    verifyAt: toTimestamp(sync.verifyAt),
    index: index === null ? null : indexFields(index),
    leaseOwner: lease?.owner ?? null,
    leaseExpiresAt: toTimestamp(lease?.expiresAt ?? null),
  };
}
