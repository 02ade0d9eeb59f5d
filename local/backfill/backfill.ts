import { FieldPath, type Firestore, type QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { hasStatus } from '../../functions/src/knowledge/audit/pending.ts';
import { inOrder } from '../../functions/src/knowledge/pages.ts';
import { type SyncStatus, syncStatuses } from '../../functions/src/shared/sync-status.ts';

/** Documents in the hands of the update trigger at once: it accepts 500 events, and edits need places too. */
const batchSize = 200;

/** Time between two looks at the progress, in milliseconds. */
const pollMs = 1000;

/** How long nothing may finish before the functions count as absent, in milliseconds. A cold start takes seconds. */
const patienceMs = 120_000;

/** The size of a collection. */
export interface Extent {
  documents: number;
  /** Those without a sync status. */
  unmarked: number;
}

/** Nothing that was marked is being synced. */
export class BackfillStalledError extends Error {
  override readonly name = 'BackfillStalledError';
}

/** Counts a collection; costs a read for each 1 000 documents. */
export async function measureCollection(db: Firestore, collection: string): Promise<Extent> {
  const all = await db.collection(collection).count().get();
  const documents = all.data().count;
  return { documents, unmarked: documents - (await countWith(db, collection, syncStatuses)) };
}

interface BackfillOptions {
  collection: string;
  /** Called with the number of documents that are marked and no longer waiting. */
  onProgress(done: number): void;
  wait(milliseconds: number): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Marks every document without a sync status pending, as fast as the update trigger syncs them. Marked
 * documents are skipped, so a run that was interrupted can be repeated. Returns how many it marked.
 *
 * @throws BackfillStalledError
 */
export async function backfill(db: Firestore, options: BackfillOptions): Promise<number> {
  let marked = 0;
  let batch: QueryDocumentSnapshot[] = [];
  const markBatch = async () => {
    marked += await mark(db, batch);
    batch = [];
  };
  const documents = db.collection(options.collection).select('sync.status');
  for await (const document of inOrder(documents, FieldPath.documentId())) {
    if (hasStatus(document)) continue;
    batch.push(document);
    if (batch.length < batchSize) continue;
    await markBatch();
    await untilSynced(db, options, marked, batchSize / 2);
  }
  await markBatch();
  await untilSynced(db, options, marked, 0);
  return marked;
}

/** Leaves documents alone that got a status meanwhile. */
async function mark(db: Firestore, documents: readonly QueryDocumentSnapshot[]): Promise<number> {
  return await db.runTransaction(async (transaction) => {
    if (documents.length === 0) return 0;
    const present = await transaction.getAll(...documents.map(({ ref }) => ref), { fieldMask: ['sync.status'] });
    const silent = present.filter((found) => found.exists && !hasStatus(found));
    for (const { ref } of silent) transaction.set(ref, { sync: { status: 'pending' } }, { merge: true });
    return silent.length;
  });
}

async function untilSynced(
  db: Firestore,
  { collection, onProgress, wait, now }: BackfillOptions,
  marked: number,
  left: number,
): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let progressAt = now(); ; ) {
    const waiting = await countWith(db, collection, ['pending', 'syncing']);
    onProgress(Math.max(0, marked - waiting));
    if (waiting <= left) return;
    if (waiting < fewest) progressAt = now();
    fewest = Math.min(fewest, waiting);
    if (now() - progressAt > patienceMs) {
      throw new BackfillStalledError(
        `No document was synced for two minutes; ${waiting} ${waiting === 1 ? 'is' : 'are'} waiting. Check that the functions are deployed and use this collection, then run the command again: it continues.`,
      );
    }
    await wait(pollMs);
  }
}

async function countWith(db: Firestore, collection: string, statuses: readonly SyncStatus[]): Promise<number> {
  const found = await db.collection(collection).where('sync.status', 'in', statuses).count().get();
  return found.data().count;
}
