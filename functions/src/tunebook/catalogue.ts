import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import { createMissing, presentIds } from './new-documents.ts';
import type { Tune } from './tune.ts';

/** The shared catalogue of tunes. */
const cataloguePath = 'tunes';

/**
 * Adds the tunes, at most 500, that the catalogue does not hold, and returns how many they were; one
 * that it holds is never changed. Looks first, since most tunes are in it and a batch with one of
 * them would fail.
 */
export async function addToCatalogue(db: Firestore, tunes: readonly Tune[]): Promise<number> {
  const documents = tunes.map((tune) => ({
    reference: db.collection(cataloguePath).doc(String(tune.tuneId)),
    data: { ...tune, createdAt: FieldValue.serverTimestamp() },
  }));
  const present = await presentIds(
    db,
    documents.map(({ reference }) => reference),
  );
  return await createMissing(
    db,
    documents.filter(({ reference }) => !present.has(reference.id)),
  );
}
