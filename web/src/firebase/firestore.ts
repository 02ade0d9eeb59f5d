import { getApp } from 'firebase/app';
import {
  connectFirestoreEmulator,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  initializeFirestore,
  memoryLocalCache,
  memoryLruGarbageCollector,
  onSnapshot,
  type Query,
  type QuerySnapshot,
  type SnapshotMetadata,
  type Unsubscribe,
} from 'firebase/firestore';
import { noteSnapshot } from '../ui/connection.ts';
import { failureMessage } from '../ui/failure-message.ts';
import type { Source } from '../ui/live.ts';
import { databaseId, emulators } from './environment.ts';

let started: Firestore | undefined;

/** The database. Call it after Firebase has started. */
export function database(): Firestore {
  started ??= startFirestore();
  return started;
}

/**
 * Keeps the cache in memory. A persistent cache costs 22 kB and leaves documents on a shared machine
 * after sign-out, and the page cannot be opened offline anyway.
 */
function startFirestore(): Firestore {
  const settings = { localCache: memoryLocalCache({ garbageCollector: memoryLruGarbageCollector() }) };
  const firestore = initializeFirestore(getApp(), settings, databaseId);
  if (emulators !== null) connectFirestoreEmulator(firestore, emulators.host, emulators.firestore);
  return firestore;
}

/** A live query; `read` runs on every snapshot. */
export function watchQuery<T>(query: Query, read: (snapshot: QuerySnapshot) => T): Source<T> {
  return relay((next, failed) => onSnapshot(query, { includeMetadataChanges: true }, next, failed), read);
}

/** A live document; `read` runs on every snapshot. */
export function watchDocument<T>(reference: DocumentReference, read: (snapshot: DocumentSnapshot) => T): Source<T> {
  return relay((next, failed) => onSnapshot(reference, { includeMetadataChanges: true }, next, failed), read);
}

function relay<Snapshot extends { metadata: SnapshotMetadata }, T>(
  listen: (next: (snapshot: Snapshot) => void, failed: (error: Error) => void) => Unsubscribe,
  read: (snapshot: Snapshot) => T,
): Source<T> {
  return (next, failed) => {
    const source = {};
    const stop = listen(
      (snapshot) => {
        noteSnapshot(source, snapshot.metadata.fromCache);
        next(read(snapshot));
      },
      (error) => {
        noteSnapshot(source, null);
        failed(failureMessage(error));
      },
    );
    return () => {
      stop();
      noteSnapshot(source, null);
    };
  };
}
