import type { Firestore } from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import type { BenchStack } from '../bench-stack.ts';

/** A commit of Firestore takes no more (Firestore documentation). */
const writesInCommit = 500;

const text = 'The session starts at nine, every Tuesday, in the back room. '.repeat(30);

/** Writes documents as a server did that knew nothing of Reelsync: without `sync`, and no event reaches the functions. */
export async function writeExisting(stack: BenchStack, documents: number): Promise<void> {
  const match = { operation: 'functions.invoke', function: 'onKnowledgeCreated' };
  await setFaults(stack, [{ match, action: { type: 'deadLetter' } }]);
  for (let start = 0; start < documents; start += writesInCommit) {
    const batch = stack.db.batch();
    for (let place = start; place < Math.min(documents, start + writesInCommit); place += 1) {
      batch.create(stack.db.collection(paths.knowledge).doc(`d${place}`), {
        title: `Document ${place}`,
        content: text,
      });
    }
    await batch.commit();
  }
  await stack.untilIdle();
  await setFaults(stack, []);
}

async function setFaults({ emulator }: BenchStack, rules: readonly object[]): Promise<void> {
  const response = await fetch(`${emulator.controlUrl}sessions/default/faultPlan`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules }),
  });
  if (!response.ok) throw new Error(`The emulator refused the faults: ${await response.text()}`);
}

export async function countCompleted(db: Firestore): Promise<number> {
  const completed = db.collection(paths.knowledge).where('sync.status', '==', 'completed');
  return (await completed.count().get()).data().count;
}
