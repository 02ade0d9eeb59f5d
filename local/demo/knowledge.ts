import { basename } from 'node:path';
import { addDoc, collection, onSnapshot, serverTimestamp } from 'firebase/firestore';
import { z } from 'zod';
import type { Draft } from '../../functions/src/shared/draft.ts';
import { readDraftFile } from '../import/draft-file.ts';
import type { DemoClient } from './client.ts';

/** What the demo reads of a document's `sync`. */
const syncSchema = z.object({
  status: z.enum(['pending', 'syncing', 'completed', 'failed']),
  attempts: z.number().default(0),
  elevenLabsId: z.string().nullish(),
  error: z.object({ message: z.string() }).nullish(),
  nextAttemptAt: z.object({ toDate: z.custom<() => Date>() }).nullish(),
});

/**
 * Adds each file as a knowledge document and follows it until it is completed or failed, with a
 * line for every change. Returns whether all were completed.
 */
export async function addFiles(client: DemoClient, paths: readonly string[]): Promise<boolean> {
  const width = Math.max(...paths.map((path) => basename(path).length));
  const outcomes = await Promise.all(
    paths.map(async (path) => {
      const say = (text: string) => console.log(`  ${basename(path).padEnd(width)}  ${text}`);
      const file = await readDraftFile(path);
      if (file.kind === 'draft') return await addAndFollow(client, file.draft, say);
      say(`refused    ${file.problem}`);
      return false;
    }),
  );
  const missed = outcomes.filter((completed) => !completed).length;
  console.log(missed === 0 ? 'All completed.' : `${missed} of ${paths.length} not completed.`);
  return missed === 0;
}

async function addAndFollow(client: DemoClient, draft: Draft, say: (text: string) => void): Promise<boolean> {
  const reference = await addDoc(collection(client.firestore, 'knowledge'), {
    ...draft,
    createdBy: client.uid,
    createdAt: serverTimestamp(),
    updatedAt: serverTimestamp(),
    sync: { status: 'pending' },
  });
  return await new Promise((resolve, reject) => {
    let shown = '';
    const stop = onSnapshot(
      reference,
      (snapshot) => {
        const sync = syncSchema.safeParse(snapshot.get('sync'));
        if (!sync.success) return;
        const { status } = sync.data;
        const line = describe(sync.data);
        if (line !== shown) say(line);
        shown = line;
        if (status !== 'completed' && status !== 'failed') return;
        stop();
        resolve(status === 'completed');
      },
      reject,
    );
  });
}

function describe({ status, attempts, elevenLabsId, error, nextAttemptAt }: z.infer<typeof syncSchema>): string {
  const label = status.padEnd(9);
  switch (status) {
    case 'pending':
      return label;
    case 'syncing':
      return attempts > 1 ? `${label}  retry ${attempts - 1}` : label;
    case 'completed':
      return `${label}  ElevenLabs id ${elevenLabsId ?? 'unknown'}`;
    case 'failed': {
      const next = nextAttemptAt ? ` Tries again at ${nextAttemptAt.toDate().toLocaleTimeString()}.` : '';
      return `${label}  ${error?.message ?? ''}${next}`;
    }
  }
}
