import { type DocumentReference, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';

const shortText = 'The session starts at nine, every Tuesday, in the back room.';

/** Creates up to 500 documents in one commit, with the fields that an editor's client writes. */
export async function createDocuments(
  db: Firestore,
  ids: readonly string[],
  content = shortText,
): Promise<DocumentReference[]> {
  const batch = db.batch();
  const references = ids.map((id) => db.collection(paths.knowledge).doc(id));
  for (const [index, reference] of references.entries()) {
    const now = Timestamp.now();
    const written = { createdBy: 'editor', createdAt: now, updatedAt: now, sync: { status: 'pending' } };
    batch.create(reference, { title: `Document ${index}`, content, tags: [], ...written });
  }
  await batch.commit();
  return references;
}

/** The status and the last write of each document. The emulator shares this process's clock. */
export async function lastWritten(db: Firestore, references: readonly DocumentReference[]): Promise<Settled[]> {
  const snapshots = await db.getAll(...references, { fieldMask: ['sync.status'] });
  return snapshots.map((snapshot) => ({
    id: snapshot.id,
    status: String(snapshot.get('sync.status')),
    at: snapshot.updateTime?.toMillis() ?? Number.NaN,
  }));
}

export interface Settled {
  id: string;
  status: string;
  /** Unix milliseconds of the last write. */
  at: number;
}
