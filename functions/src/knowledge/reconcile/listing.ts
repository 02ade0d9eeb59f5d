import { FieldPath, type Firestore } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import { readSync } from '../read-document.ts';
import { type ListedDocument, type Plan, planReconciliation } from './plan.ts';

/** Firestore documents of one page, and documents read again at a time: some 40 kB. */
const pageSize = 100;

/** Everything that a comparison needs; the text is not read. */
const stateFields = ['status', 'tag', 'elevenLabsId', 'remoteName', 'verifyAt', 'leaseOwner', 'leaseExpiresAt'].map(
  (field) => `sync.${field}`,
);

/** Retries of each page of ElevenLabs. */
const pageRetries = 3;

/** The plan, and the tags of pending removals. */
export interface Comparison {
  plan: Plan;
  removing: string[];
}

/**
 * Lists Firestore, then ElevenLabs, and compares them. Reads documents that differ again, since they may
 * have changed during the listing. Throws when a listing fails.
 *
 * @param signal aborts the listing of ElevenLabs, which then fails.
 */
export async function compareListings(context: KnowledgeContext, signal: AbortSignal): Promise<Comparison> {
  const { db, elevenLabs } = context;
  const before = await listDocuments(db);
  const owedBefore = await listIds(db, paths.knowledgeRemovals);
  const remote = await context.slot(() => elevenLabs.listAll({ retries: pageRetries, signal }));
  const first = planReconciliation(remote, [...before.values()], new Set(owedBefore));
  const documents = await readAgain(db, before, suspectsOf(first));
  const removing = await listIds(db, paths.knowledgeRemovals);
  // ElevenLabs may have listed documents whose removal has ended since.
  const removals = new Set([...owedBefore, ...removing]);
  return { plan: planReconciliation(remote, [...documents.values()], removals), removing };
}

function suspectsOf({ missingRemotely, orphanedRemotely, duplicates, renamed }: Plan): string[] {
  return [...missingRemotely, ...orphanedRemotely, ...duplicates, ...renamed].map(({ documentId }) => documentId);
}

async function listDocuments(db: Firestore): Promise<Map<string, ListedDocument>> {
  const documents = new Map<string, ListedDocument>();
  for await (const page of pages(db, paths.knowledge, stateFields)) {
    for (const { id, data } of page) documents.set(id, { documentId: id, sync: readSync(data) });
  }
  return documents;
}

async function listIds(db: Firestore, path: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages(db, path, [])) ids.push(...page.map(({ id }) => id));
  return ids;
}

async function* pages(db: Firestore, path: string, fields: string[]): AsyncGenerator<{ id: string; data: unknown }[]> {
  const query = db
    .collection(path)
    .orderBy(FieldPath.documentId())
    .select(...fields)
    .limit(pageSize);
  let after: string | undefined;
  for (;;) {
    const { docs } = await (after === undefined ? query : query.startAfter(after)).get();
    yield docs.map((snapshot) => ({ id: snapshot.id, data: snapshot.data() }));
    after = docs.at(-1)?.id;
    if (docs.length < pageSize) return;
  }
}

/** Reads these documents again. One deleted since then counts as unreadable: its removal follows. */
async function readAgain(
  db: Firestore,
  documents: ReadonlyMap<string, ListedDocument>,
  ids: readonly string[],
): Promise<Map<string, ListedDocument>> {
  const current = new Map(documents);
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += pageSize) {
    const references = unique.slice(start, start + pageSize).map((id) => db.collection(paths.knowledge).doc(id));
    for (const snapshot of await db.getAll(...references, { fieldMask: stateFields })) {
      const { id } = snapshot;
      if (snapshot.exists) current.set(id, { documentId: id, sync: readSync(snapshot.data()) });
      else if (documents.has(id)) current.set(id, { documentId: id, sync: null });
    }
  }
  return current;
}
