import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFirestore, Timestamp } from 'firebase-admin/firestore';
import { expect, inject, test } from 'vitest';
import { projectId } from '../../../local/paths.ts';
import { runScript } from './command.ts';

// fireemu refuses the doctor's query: it has indexes for the default collection and database only.
test('npm run doctor looks for overdue work in a collection and a database of other names', async () => {
  const { firestoreHost, elevenLabsUrl } = inject('stack');
  Object.assign(process.env, { FIRESTORE_EMULATOR_HOST: firestoreHost, METADATA_SERVER_DETECTION: 'none' });
  const params = {
    KNOWLEDGE_COLLECTION: 'overdue',
    FIRESTORE_DATABASE: 'editorial',
    ELEVENLABS_BASE_URL: elevenLabsUrl,
  };
  const app = initializeApp({ projectId }, 'placed-doctor');
  const late = getFirestore(app, params.FIRESTORE_DATABASE).collection(params.KNOWLEDGE_COLLECTION).doc('late');
  await late.set({ sync: { status: 'failed', nextAttemptAt: Timestamp.fromMillis(Date.now() - 3_600_000) } });
  const { output } = await runScript('doctor.ts', [], params);
  expect(output).toMatch(/✗ sweep +work is more than 10 minutes overdue/);
  await late.delete();
  await deleteApp(app);
});
