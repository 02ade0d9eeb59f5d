import { type DocumentData, FieldPath, type QueryDocumentSnapshot, Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import { verifyDelayMs } from '../delivery/schedule.ts';
import { changeEach, inOrder } from '../pages.ts';
import { readRemoteIdentity } from '../read-document.ts';
import { liveFields, remoteReference } from '../remotes.ts';
import { markRemoving } from '../removal/mark.ts';
import { isTagOf } from '../tag.ts';
import type { AuditContext } from './context.ts';

/** Milliseconds between two verifications that an audit schedules: an upgrade schedules one for every document. */
const spacingMs = 1500;

/** A tag, and the document that it was made for. */
interface Tagged {
  tag: string;
  documentId: string;
}

/** Where the ledger and the documents differ. */
type Difference =
  /** A record without a document: it was deleted without an event, or created again without its `sync`. */
  | ({ kind: 'abandoned' } & Tagged)
  /** A document without a record: it comes from an older version or a restored database. */
  | ({ kind: 'unrecorded' } & Tagged);

/**
 * Reads the ledger and the documents side by side, each once and in the order of their tags. Marks abandoned
 * records as being removed, writes missing ones and has their documents verified.
 */
export async function auditLedger(context: AuditContext): Promise<{ removals: number; recorded: number }> {
  const begun = context.now();
  let recorded = 0;
  let scheduled = 0;
  const changed = await changeEach(differences(context), async ({ kind, ...tagged }) => {
    if (kind === 'abandoned') return await removeAbandoned(context, tagged);
    // A removal of a restored document may have requests out.
    const verifyAt = begun + verifyDelayMs + scheduled * spacingMs;
    scheduled += 1;
    const isNew = await recordDocument(context, tagged, verifyAt);
    if (isNew) recorded += 1;
    return isNew;
  });
  return { recorded, removals: changed - recorded };
}

async function* differences({ db }: AuditContext): AsyncGenerator<Difference> {
  const tagged = db.collection(paths.knowledge).where('sync.tag', '>', '').select('sync.tag');
  const documents = ownTags(inOrder(tagged, 'sync.tag'), ({ id, data }) => {
    return { tag: readRemoteIdentity(data).tag ?? '', documentId: id };
  });
  const ledger = db.collection(paths.knowledgeRemotes).select('documentId', 'status');
  const records = ownTags(inOrder(ledger, FieldPath.documentId()), ({ id, data }) => {
    return { tag: id, documentId: String(data.documentId) };
  });
  let [document, record] = await Promise.all([documents.next(), records.next()]);
  while (!document.done || !record.done) {
    if (record.done || (!document.done && document.value.tag < record.value.tag)) {
      yield { kind: 'unrecorded', ...document.value };
      document = await documents.next();
    } else if (document.done || record.value.tag < document.value.tag) {
      yield { kind: 'abandoned', ...record.value };
      record = await records.next();
    } else [document, record] = await Promise.all([documents.next(), records.next()]);
  }
}

/** The tags that were made for the documents that hold or record them; a copied document has that of another. */
async function* ownTags(
  snapshots: AsyncIterable<QueryDocumentSnapshot>,
  tagged: (found: { id: string; data: DocumentData }) => Tagged,
): AsyncGenerator<Tagged> {
  for await (const snapshot of snapshots) {
    const found = tagged({ id: snapshot.id, data: snapshot.data() });
    if (isTagOf(found.tag, found.documentId)) yield found;
  }
}

async function removeAbandoned(context: AuditContext, { tag, documentId }: Tagged): Promise<boolean> {
  // A run of the document may still have a request in flight.
  const listAfter = context.now() + verifyDelayMs;
  const request = { documentId, elevenLabsId: null, title: '', listAfter };
  return await markRemoving(context, tag, request, { onlyLive: true });
}

async function recordDocument({ db }: AuditContext, { tag, documentId }: Tagged, verifyAt: number): Promise<boolean> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  const remote = remoteReference(db, tag);
  return await db.runTransaction(async (transaction) => {
    const [document, record] = await transaction.getAll(reference, remote);
    if (readRemoteIdentity(document?.data()).tag !== tag || record?.exists !== false) return false;
    transaction.create(remote, liveFields(documentId));
    transaction.update(reference, { 'sync.verifyAt': Timestamp.fromMillis(verifyAt) });
    return true;
  });
}
