import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { inject } from 'vitest';

/**
 * A Firestore of its own on the shared emulator: another project id is another database, and its
 * writes fire no triggers.
 */
export function openFirestore(projectId: string): { db: Firestore; close: () => Promise<void> } {
  // Otherwise every client looks for a metadata server.
  process.env.METADATA_SERVER_DETECTION = 'none';
  process.env.FIRESTORE_EMULATOR_HOST = inject('stack').firestoreHost;
  const app = initializeApp({ projectId }, projectId);
  return { db: getFirestore(app), close: () => deleteApp(app) };
}
