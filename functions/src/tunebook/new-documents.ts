import type { DocumentData, DocumentReference, Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';

/** A document to write where there is none yet. */
export interface NewDocument {
  reference: DocumentReference;
  data: DocumentData;
}

/** gRPC's status codes: one of the documents is there already, or is being written by another. */
const conflictCodes: readonly unknown[] = [6, 10];

const coded = z.object({ code: z.number().optional() }).catch({});

/**
 * Creates documents, at most 500, in one batch, and never changes one that is there. When another
 * writer comes in between, what is still missing is created document by document.
 *
 * @returns the paths of those that were created; the others were there. Throws when Firestore fails.
 */
export async function createMissing(db: Firestore, documents: readonly NewDocument[]): Promise<ReadonlySet<string>> {
  if (documents.length === 0) return new Set();
  const batch = db.batch();
  for (const { reference, data } of documents) batch.create(reference, data);
  try {
    await batch.commit();
    return pathsOf(documents);
  } catch (error) {
    const { code } = coded.parse(error);
    if (!conflictCodes.includes(code)) throw error;
  }
  const missing = await withoutPresent(db, documents);
  const created = await Promise.all(missing.map((document) => createOne(db, document)));
  return pathsOf(missing.filter((_, place) => created[place]));
}

/** Those of the documents, at most 500, that do not exist. Reads one small field, since a mask needs one. */
export async function withoutPresent(db: Firestore, documents: readonly NewDocument[]): Promise<NewDocument[]> {
  if (documents.length === 0) return [];
  const snapshots = await db.getAll(...documents.map(({ reference }) => reference), { fieldMask: ['tuneId'] });
  const present = new Set(snapshots.filter(({ exists }) => exists).map(({ ref }) => ref.path));
  return documents.filter(({ reference }) => !present.has(reference.path));
}

/** A transaction, since it is repeated where a bare create would fail while another holds the document. */
async function createOne(db: Firestore, { reference, data }: NewDocument): Promise<boolean> {
  return await db.runTransaction(async (transaction) => {
    if ((await transaction.get(reference)).exists) return false;
    transaction.create(reference, data);
    return true;
  });
}

function pathsOf(documents: readonly NewDocument[]): Set<string> {
  return new Set(documents.map(({ reference }) => reference.path));
}
