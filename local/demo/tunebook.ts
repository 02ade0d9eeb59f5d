import { FirebaseError } from 'firebase/app';
import { doc, getDoc, onSnapshot } from 'firebase/firestore';
import { httpsCallable } from 'firebase/functions';
import { z } from 'zod';
import { clientTimeoutMs } from '../../functions/src/shared/callables.ts';
import { paths } from '../../functions/src/shared/paths.ts';
import { startProgressBar } from '../import/progress-bar.ts';
import type { DemoClient } from './client.ts';

/** The fields of the progress document that the demo shows. */
const progressSchema = z.object({
  status: z.string(),
  progressPercent: z.number(),
  tunesFetched: z.number(),
  tunesTotal: z.number(),
  personTunesAdded: z.number(),
  personTunesSkipped: z.number(),
  errorCount: z.number(),
  errors: z.array(z.object({ message: z.string() })),
  message: z.string(),
});

type Progress = z.infer<typeof progressSchema>;

/**
 * Imports a member's tunebook for the signed-in user with a progress bar, then prints a summary.
 * Returns whether the import succeeded.
 */
export async function syncMember(client: DemoClient, memberId: number): Promise<boolean> {
  const bar = startProgressBar();
  const reference = doc(client.firestore, paths.tunebookSyncs, client.uid);
  let called = false;
  const stop = onSnapshot(reference, (snapshot) => {
    const progress = progressSchema.safeParse(snapshot.data());
    // The first snapshot may show an earlier sync.
    if (called && progress.success) bar.show(progress.data.progressPercent, labelOf(progress.data));
  });
  try {
    const sync = httpsCallable(client.functions, 'syncTunebook', { timeout: clientTimeoutMs('syncTunebook') });
    called = true;
    await sync({ memberId });
    const progress = progressSchema.parse((await getDoc(reference)).data());
    bar.show(progress.progressPercent, labelOf(progress));
    bar.end();
    console.log(`${progress.message}\n${summary(progress)}`);
    return true;
  } catch (error) {
    bar.end();
    if (!(error instanceof FirebaseError)) throw error;
    // The SDK appends the HTTP status.
    console.error(error.message.replace(/ \[\d{3}\]$/, ''));
    return false;
  } finally {
    stop();
  }
}

function labelOf({ status, tunesFetched, tunesTotal, personTunesAdded, personTunesSkipped }: Progress): string {
  const stage = status === 'fetching_metadata' ? 'reading the tunebook' : status.replaceAll('_', ' ');
  return `${stage}: ${tunesFetched} of ${tunesTotal} read, ${personTunesAdded + personTunesSkipped} in the collection`;
}

function summary(progress: Progress): string {
  const rows = {
    found: progress.tunesFetched,
    added: progress.personTunesAdded,
    'already in collection': progress.personTunesSkipped,
    errors: progress.errorCount,
  };
  const lines = Object.entries(rows).map(([label, count]) => `  ${label.padEnd(22)}${String(count).padStart(6)}`);
  return [...lines, ...progress.errors.map(({ message }) => `  - ${message}`)].join('\n');
}
