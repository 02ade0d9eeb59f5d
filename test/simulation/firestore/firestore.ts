import type { Firestore } from 'firebase-admin/firestore';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import type { Database } from './database.ts';
import { Connection } from './exchange.ts';
import { CollectionReference } from './query.ts';
import { DocumentReference, DocumentSnapshot, readArguments, WriteBatch } from './reference.ts';
import { Transaction } from './transaction.ts';

/** The surface of the Firestore SDK that the stores use, for the code of one task. */
export function openFirestore(database: Database, scheduler: Scheduler, task: Task): Firestore {
  const connection = new Connection(database, scheduler, task);
  const firestore = {
    collection: (path: string) => new CollectionReference(connection, path),
    doc: (path: string) => new DocumentReference(connection, path),
    batch: () => new WriteBatch(connection),
    getAll: async (...parts: Parameters<typeof readArguments>[0]) => {
      const { references, fieldMask } = readArguments(parts);
      return await connection.exchange(`reads ${references.map(({ path }) => path).join(' ')}`, () =>
        references.map((reference) => new DocumentSnapshot(reference, database.read(reference.path), fieldMask)),
      );
    },
    runTransaction: <Result>(update: (transaction: Transaction) => Promise<Result>) =>
      Transaction.run(connection, update),
  };
  return firestore as unknown as Firestore;
}
