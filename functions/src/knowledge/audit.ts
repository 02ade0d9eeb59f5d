import {
  type DocumentSnapshot,
  FieldPath,
  type Query,
  type QueryDocumentSnapshot,
  Timestamp,
} from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../shared/paths.ts';
import { syncStatuses } from '../shared/sync-status.ts';
import type { KnowledgeContext } from './context.ts';
import { verifyDelayMs } from './delivery/schedule.ts';
import { restartIndexes } from './indexing/restart.ts';
import { readRemoteIdentity } from './read-document.ts';
import { liveFields, readRemote, remoteReference } from './remotes.ts';
import { markRemoving } from './removal.ts';
import { isTagOf } from './tag.ts';

/** Documents in one page of a listing, and transactions under way at once. */
const pageSize = 300;
const transactionsAtOnce = 10;

/** How long a document without `sync` may wait for its event, in milliseconds. */
const eventDelayMs = 2 * 60_000;

/** Milliseconds between two verifications that an audit schedules: an upgrade schedules one for every document. */
const spacingMs = 1500;

/** What an audit works with. */
export type AuditContext = Pick<KnowledgeContext, 'db' | 'ragModel' | 'now' | 'log'>;

/** What an audit marked. */
export interface Audit {
  /** Whether it compared every record instead of the counts alone. */
  full: boolean;
  removals: number;
  recorded: number;
  pending: number;
  /** Documents whose indexing starts again, or whose index state went away. */
  indexes: number;
}

/**
 * Compares the ledger with the documents, in Firestore alone. Marks a live record as being removed when no
 * document has its tag, writes missing records and schedules a verification of their documents, marks
 * documents without `sync` pending, and starts indexes that the configured model lacks. Reads records only
 * when the counts differ, or when `full` is set, since two errors can cancel out. Each mark is a transaction
 * that checks again.
 */
export async function auditKnowledge(context: AuditContext, { full }: { full: boolean }): Promise<Audit> {
  const { db, log, now } = context;
  const begun = now();
  const documents = db.collection(paths.knowledge);
  const [live, tagged, all, withStatus] = await Promise.all([
    count(db.collection(paths.knowledgeRemotes).where('status', '==', 'live')),
    count(documents.where('sync.tag', '>', '')),
    count(documents),
    count(documents.where('sync.status', 'in', [...syncStatuses])),
  ]);
  const audit: Audit = { full, removals: 0, recorded: 0, pending: 0, indexes: 0 };
  if (full || live !== tagged) {
    audit.recorded = await recordDocuments(context);
    audit.removals = await removeAbandoned(context);
  }
  if (full || all !== withStatus) audit.pending = await markPending(context);
  audit.indexes = await restartIndexes(context);
  log('INFO', 'knowledge.audited', { ...audit, live, documents: all, durationMs: now() - begun });
  return audit;
}

/** Whether the audit at this time (epoch milliseconds) compares in full: the first one of a day (UTC). */
export function isFullAudit(now: number): boolean {
  return new Date(now).getUTCHours() === 0;
}

async function count(query: Query): Promise<number> {
  return (await query.count().get()).data().count;
}

/** Removes what is left of documents that were deleted without an event, or created again without their `sync`. */
async function removeAbandoned(context: AuditContext): Promise<number> {
  const { db, now } = context;
  const live = db.collection(paths.knowledgeRemotes).where('status', '==', 'live').select('documentId', 'status');
  return await forEachPage(live, async (records) => {
    const found = records.flatMap((snapshot) => {
      const stored = readRemote(snapshot.data());
      return stored.kind === 'readable' ? [{ tag: snapshot.id, documentId: stored.remote.documentId }] : [];
    });
    const own = found.filter(({ tag, documentId }) => isTagOf(tag, documentId));
    if (own.length === 0) return 0;
    const references = own.map(({ documentId }) => db.collection(paths.knowledge).doc(documentId));
    const documents = await db.getAll(...references, { fieldMask: ['sync.tag'] });
    const tags = new Map(documents.map((snapshot) => [snapshot.id, readRemoteIdentity(snapshot.data()).tag]));
    const abandoned = own.filter(({ tag, documentId }) => tags.get(documentId) !== tag);
    return await mark(abandoned, ({ tag, documentId }) => {
      // A run of the document may still have a request in flight.
      const listAfter = now() + verifyDelayMs;
      return markRemoving(context, tag, { documentId, elevenLabsId: null, title: '', listAfter }, { onlyLive: true });
    });
  });
}

/** Writes the records of documents from an older version or a restored database. */
async function recordDocuments(context: AuditContext): Promise<number> {
  const { db, now } = context;
  const begun = now();
  let scheduled = 0;
  const tagged = db.collection(paths.knowledge).where('sync.tag', '>', '').select('sync.tag');
  return await forEachPage(
    tagged,
    async (documents) => {
      const found = documents.map((snapshot) => ({ documentId: snapshot.id, tag: String(snapshot.get('sync.tag')) }));
      const own = found.filter(({ tag, documentId }) => isTagOf(tag, documentId));
      if (own.length === 0) return 0;
      const records = await db.getAll(...own.map(({ tag }) => remoteReference(db, tag)));
      const missing = own.filter((_, place) => records[place]?.exists === false);
      return await mark(missing, async ({ documentId, tag }) => {
        const reference = db.collection(paths.knowledge).doc(documentId);
        const remote = remoteReference(db, tag);
        // A removal of a restored document may have requests out.
        const verifyAt = Timestamp.fromMillis(begun + verifyDelayMs + scheduled * spacingMs);
        scheduled += 1;
        return await db.runTransaction(async (transaction) => {
          const [document, record] = await transaction.getAll(reference, remote);
          if (readRemoteIdentity(document?.data()).tag !== tag || record?.exists !== false) return false;
          transaction.create(remote, liveFields(documentId));
          transaction.update(reference, { 'sync.verifyAt': verifyAt });
          return true;
        });
      });
    },
    'sync.tag',
  );
}

/** Marks documents pending that a server wrote without `sync` and no event reached. */
async function markPending({ db, now }: AuditContext): Promise<number> {
  const before = now() - eventDelayMs;
  return await forEachPage(db.collection(paths.knowledge).select('sync.status'), async (documents) => {
    const silent = documents.filter((snapshot) => isSilent(snapshot, before));
    return await mark(silent, ({ ref }) => {
      return db.runTransaction(async (transaction) => {
        const snapshot = await transaction.get(ref);
        if (!snapshot.exists || hasStatus(snapshot)) return false;
        transaction.set(ref, { sync: { status: 'pending' } }, { merge: true });
        return true;
      });
    });
  });
}

function isSilent(snapshot: QueryDocumentSnapshot, before: number): boolean {
  return !hasStatus(snapshot) && snapshot.updateTime.toMillis() <= before;
}

function hasStatus(snapshot: DocumentSnapshot): boolean {
  return syncStatuses.includes(snapshot.get('sync.status'));
}

async function mark<Item>(items: readonly Item[], change: (item: Item) => Promise<boolean>): Promise<number> {
  const limit = pLimit(transactionsAtOnce);
  const changed = await Promise.all(items.map((item) => limit(() => change(item))));
  return changed.filter(Boolean).length;
}

/** Pages through a query in the order of `field`, and adds up what `take` returns. */
async function forEachPage(
  query: Query,
  take: (page: QueryDocumentSnapshot[]) => Promise<number>,
  field: string | FieldPath = FieldPath.documentId(),
): Promise<number> {
  const ordered = query.orderBy(field).limit(pageSize);
  let total = 0;
  let page = await ordered.get();
  for (;;) {
    total += await take(page.docs);
    const last = page.docs.at(-1);
    if (last === undefined || page.docs.length < pageSize) return total;
    page = await ordered.startAfter(last).get();
  }
}
