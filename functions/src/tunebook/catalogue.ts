import { FieldValue, type Firestore } from 'firebase-admin/firestore';
import type { NewDocument } from './new-documents.ts';
import type { Tune } from './tune.ts';

/** A tune in the shared catalogue, which is written once and never refreshed. */
export function catalogueDocument(db: Firestore, tune: Tune): NewDocument {
  return {
    reference: db.collection('tunes').doc(String(tune.tuneId)),
    data: { ...tune, createdAt: FieldValue.serverTimestamp() },
  };
}
