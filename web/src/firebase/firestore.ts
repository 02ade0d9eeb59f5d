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
import { emulators } from './environment.ts';

let started: Firestore | undefined;

/** The database. Firebase must have been started. */
export function database(): Firestore {
  started ??= startFirestore();
  return started;
}

/**
 * The cache lives as long as the tab. A persistent one would weigh 22 kB more and keep documents on
 * a shared machine after signing out, yet the page itself cannot be opened without a connection.
 */
function startFirestore(): Firestore {
  const firestore = initializeFirestore(getApp(), {
    localCache: memoryLocalCache({ garbageCollector: memoryLruGarbageCollector() }),
  });
  if (emulators !== null) connectFirestoreEmulator(firestore, emulators.host, emulators.firestore);
  return firestore;
}

/** A query's results, read anew on every change, as a source to follow. */
export function watchQuery<T>(query: Query, read: (snapshot: QuerySnapshot) => T): Source<T> {
  return relay((next, failed) => onSnapshot(query, { includeMetadataChanges: true }, next, failed), read);
}

/** One document, read anew on every change, as a source to follow. */
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
