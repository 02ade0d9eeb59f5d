import type { DocumentData, DocumentReference, Firestore } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { errorCode } from '../shared/error-code.ts';

/** Commits of tunes in flight in an instance. Measured with 20 syncs at once: more cost memory and save no time. */
const commitsAtOnce = 4;

/** Runs work when its turn comes. */
type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The turns in which all syncs of an instance write tunes. */
export interface WriteTurns {
  /** For one commit. */
  commit: Turn;
  /** For one addition to the catalogue at a time, so that syncs of one instance never conflict there. */
  catalogue: Turn;
}

export function createWriteTurns(): WriteTurns {
  return { commit: pLimit(commitsAtOnce), catalogue: pLimit(1) };
}

/** A document to create unless it exists. */
export interface NewDocument {
  reference: DocumentReference;
  data: DocumentData;
}

/** The most documents of one commit: Firestore takes 500 writes, and a guard is one. */
export const documentsAtOnce = 499;

/** gRPC status codes: ALREADY_EXISTS, and ABORTED for a document that another writer holds. */
const conflictCodes: readonly unknown[] = [6, 10];

/** Halvings before a conflict counts as a failure: 9 lead to single documents, which get 3 more tries. */
const mostHalvings = 12;

/** How documents are created. */
export interface Creation {
  db: Firestore;
  commit: Turn;
  /** Called right before each commit; throws to prevent it. */
  confirm?: () => Promise<void>;
  /** A document whose existence prevents every commit. */
  guard?: { reference: DocumentReference; error: Error };
}

/**
 * Creates documents, at most `documentsAtOnce`, in one commit; never changes an existing one. After a
 * conflict with another writer, creates those still missing in two smaller commits.
 *
 * @returns how many it created; the others existed. Throws the guard's error, or what Firestore threw.
 */
export async function createMissing(
  creation: Creation,
  documents: readonly NewDocument[],
  halvings = 0,
): Promise<number> {
  if (documents.length === 0) return 0;
  const { db, commit, guard } = creation;
  try {
    await commit(async () => {
      await creation.confirm?.();
      const batch = db.batch();
      if (guard !== undefined) batch.delete(guard.reference, { exists: false });
      for (const { reference, data } of documents) batch.create(reference, data);
      await batch.commit();
    });
    return documents.length;
  } catch (error) {
    if (!conflictCodes.includes(errorCode(error)) || halvings === mostHalvings) throw error;
  }
  if (guard !== undefined && (await guard.reference.get()).exists) throw guard.error;
  const missing = await withoutExisting(db, documents);
  const middle = Math.ceil(missing.length / 2);
  // One after the other: under contention thousands of commits at once would conflict again and fill the memory.
  const created = await createMissing(creation, missing.slice(0, middle), halvings + 1);
  return created + (await createMissing(creation, missing.slice(middle), halvings + 1));
}

/** Leaves out what exists, of at most 500. Reads one small field: a mask cannot be empty. */
export async function withoutExisting<Item extends { reference: DocumentReference }>(
  db: Firestore,
  items: readonly Item[],
): Promise<Item[]> {
  if (items.length === 0) return [];
  const snapshots = await db.getAll(...items.map(({ reference }) => reference), { fieldMask: ['tuneId'] });
  const existing = new Set(snapshots.filter(({ exists }) => exists).map(({ ref }) => ref.path));
  return items.filter(({ reference }) => !existing.has(reference.path));
}
