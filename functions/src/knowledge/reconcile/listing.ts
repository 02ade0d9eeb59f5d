import { type DocumentSnapshot, FieldPath, type Firestore } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import { heldBackFailure, UpstreamError } from '../../upstream/errors.ts';
import { timeoutAt } from '../../upstream/timeout-at.ts';
import type { KnowledgeContext } from '../context.ts';
import type { Remote } from '../delivery/remote.ts';
import { inOrder } from '../pages.ts';
import { readSync } from '../read-document.ts';
import { readRemote } from '../remotes.ts';
import { isTagOf } from '../tag.ts';
import type { TextFields } from '../text-fields.ts';
import { type ListedDocument, type Plan, planReconciliation } from './plan.ts';

/** Documents read again at once. */
const readAtOnce = 100;

/** What tells whether a document is settled; its text is not read. */
const stateFields = ['status', 'tag', 'elevenLabsId', 'completedAt', 'verifyAt', 'leaseOwner', 'leaseExpiresAt'].map(
  (field) => `sync.${field}`,
);

/** How often a page of the listing of ElevenLabs is repeated after a failure. */
const pageRetries = 3;

/**
 * Lists Firestore and ElevenLabs in full and compares them. Firestore comes first, so that a document created
 * during the listing does not look missing at ElevenLabs. Documents that differ are read again, so that none
 * is compared by an old state. Throws when any part of it fails.
 *
 * @param listBefore ends the listing of ElevenLabs, as a failure; epoch milliseconds.
 */
export async function compareListings(context: KnowledgeContext, listBefore: number): Promise<Plan> {
  const { db, elevenLabs } = context;
  const before = await listDocuments(context);
  const options = { retries: pageRetries, signal: timeoutAt(listBefore, context) };
  const remote = await context.slot(() => elevenLabs.listAll(options), listBefore);
  if (remote === null) throw new UpstreamError(heldBackFailure());
  const ledger = await listLedger(db);
  const first = planReconciliation({ remote, documents: [...before.values()], ledger });
  const documents = await readAgain(context, before, suspectsOf(first));
  return planReconciliation({ remote, documents: [...documents.values()], ledger });
}

function suspectsOf(plan: Plan): string[] {
  const { missingRemotely, orphanedRemotely, duplicates, renamed, changedRemotely } = plan;
  const findings = [...missingRemotely, ...orphanedRemotely, ...duplicates, ...renamed, ...changedRemotely];
  return findings.map(({ documentId }) => documentId);
}

async function listDocuments({ db, textFields }: KnowledgeContext): Promise<Map<string, ListedDocument>> {
  const documents = new Map<string, ListedDocument>();
  const states = db.collection(paths.knowledge).select(textFields.title, ...stateFields);
  for await (const snapshot of inOrder(states, FieldPath.documentId())) {
    documents.set(snapshot.id, listed(snapshot, textFields));
  }
  return documents;
}

/** Lists the ledger. Called after the listing of ElevenLabs, when each remote document listed has its record. */
async function listLedger(db: Firestore): Promise<Map<string, Remote>> {
  const ledger = new Map<string, Remote>();
  for await (const snapshot of inOrder(db.collection(paths.knowledgeRemotes), FieldPath.documentId())) {
    const stored = readRemote(snapshot.data());
    if (stored.kind !== 'readable') continue;
    if (isTagOf(snapshot.id, stored.remote.documentId)) ledger.set(snapshot.id, stored.remote);
  }
  return ledger;
}

function listed(snapshot: DocumentSnapshot, fields: TextFields): ListedDocument {
  const title: unknown = snapshot.get(fields.title);
  return { documentId: snapshot.id, title: typeof title === 'string' ? title : '', sync: readSync(snapshot.data()) };
}

/** The documents, with these read again. One deleted since counts as unreadable: its removal is under way. */
async function readAgain(
  { db, textFields }: KnowledgeContext,
  documents: ReadonlyMap<string, ListedDocument>,
  ids: readonly string[],
): Promise<Map<string, ListedDocument>> {
  const current = new Map(documents);
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += readAtOnce) {
    const references = unique.slice(start, start + readAtOnce).map((id) => db.collection(paths.knowledge).doc(id));
    for (const snapshot of await db.getAll(...references, { fieldMask: [textFields.title, ...stateFields] })) {
      const { id } = snapshot;
      if (snapshot.exists) current.set(id, listed(snapshot, textFields));
      else if (documents.has(id)) current.set(id, { documentId: id, title: '', sync: null });
    }
  }
  return current;
}
