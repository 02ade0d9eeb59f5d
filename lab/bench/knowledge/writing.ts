import { type DocumentReference, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';

/** The text of a document where its size does not matter. */
const shortText = 'The session starts at nine, every Tuesday, in the back room.';

/** Creates documents with these ids at once, in one commit, as editors' clients write them. At most 500. */
export async function createDocuments(
  db: Firestore,
  ids: readonly string[],
  content = shortText,
): Promise<DocumentReference[]> {
  const batch = db.batch();
  const references = ids.map((id) => db.collection(paths.knowledge).doc(id));
  for (const [place, reference] of references.entries()) {
    const now = Timestamp.now();
    const written = { createdBy: 'editor', createdAt: now, updatedAt: now, sync: { status: 'pending' } };
    batch.create(reference, { title: `Document ${place}`, content, tags: [], ...written });
  }
  await batch.commit();
  return references;
}

/** When each document was last written, in epoch milliseconds of the emulator, which shares our clock. */
export async function lastWritten(db: Firestore, references: readonly DocumentReference[]): Promise<Settled[]> {
  const snapshots = await db.getAll(...references, { fieldMask: ['sync.status'] });
  return snapshots.map((snapshot) => ({
    id: snapshot.id,
    status: String(snapshot.get('sync.status')),
    at: snapshot.updateTime?.toMillis() ?? Number.NaN,
  }));
}

/** How a document stands, and since when. */
export interface Settled {
  id: string;
  status: string;
  /** Epoch milliseconds. */
  at: number;
}
