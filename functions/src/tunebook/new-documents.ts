import type { DocumentData, DocumentReference, Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';

/** A document to write where there is none yet. */
export interface NewDocument {
  reference: DocumentReference;
  data: DocumentData;
}

/** gRPC's status codes: one of the documents is there already, or is being written by another. */
const conflictCodes: readonly unknown[] = [6, 10];

/**
 * Creates documents, at most 500, in one batch, and never changes one that is there. When another
 * writer comes in between, what is still missing is created document by document.
 *
 * @returns how many were created; the others were there. Throws when Firestore fails.
 */
export async function createMissing(db: Firestore, documents: readonly NewDocument[]): Promise<number> {
  if (documents.length === 0) return 0;
  const batch = db.batch();
  for (const { reference, data } of documents) batch.create(reference, data);
  try {
    await batch.commit();
    return documents.length;
  } catch (error) {
    const { code } = z.object({ code: z.number().optional() }).catch({}).parse(error);
    if (!conflictCodes.includes(code)) throw error;
  }
  const present = await presentIds(
    db,
    documents.map(({ reference }) => reference),
  );
  const missing = documents.filter(({ reference }) => !present.has(reference.id));
  const created = await Promise.all(missing.map((document) => createOne(db, document)));
  return created.filter(Boolean).length;
}

/** Which of these documents, at most 500, exist; by id. Reads one small field, since the mask needs one. */
export async function presentIds(db: Firestore, references: readonly DocumentReference[]): Promise<Set<string>> {
  if (references.length === 0) return new Set();
  const snapshots = await db.getAll(...references, { fieldMask: ['tuneId'] });
  return new Set(snapshots.filter(({ exists }) => exists).map(({ id }) => id));
}

/** A transaction, since it is repeated where a bare create would fail while another holds the document. */
async function createOne(db: Firestore, { reference, data }: NewDocument): Promise<boolean> {
  return await db.runTransaction(async (transaction) => {
    if ((await transaction.get(reference)).exists) return false;
    transaction.create(reference, data);
    return true;
  });
}
