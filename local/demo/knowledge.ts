import { basename } from 'node:path';
import { addDoc, collection, onSnapshot, serverTimestamp } from 'firebase/firestore';
import { z } from 'zod';
import type { TextFields } from '../../functions/src/knowledge/text-fields.ts';
import type { Draft } from '../../functions/src/shared/draft.ts';
import { syncStatuses } from '../../functions/src/shared/sync-status.ts';
import { statusWords } from '../activity/knowledge.ts';
import { readDraftFile } from '../import/draft-file.ts';
import type { DemoClient } from './client.ts';

/** The fields of a document's `sync` that the demo shows. */
const syncSchema = z.object({
  status: z.enum(syncStatuses),
  attempts: z.number().default(0),
  elevenLabsId: z.string().nullish(),
  error: z.object({ message: z.string() }).nullish(),
  nextAttemptAt: z.object({ toDate: z.custom<() => Date>() }).nullish(),
});

/**
 * Adds each file as a knowledge document and prints a line for every change until it is completed or
 * failed. Returns whether all were completed.
 */
export async function addFiles(
  client: DemoClient,
  paths: readonly string[],
  target: { collection: string; fields: TextFields },
): Promise<boolean> {
  const width = Math.max(...paths.map((path) => basename(path).length));
  const outcomes = await Promise.all(
    paths.map(async (path) => {
      const print = (text: string) => console.log(`  ${basename(path).padEnd(width)}  ${text}`);
      const file = await readDraftFile(path);
      if (file.kind === 'draft') return await addAndFollow(client, target, file.draft, print);
      print(`Skipped  ${file.problem}`);
      return false;
    }),
  );
  const failures = outcomes.filter((completed) => !completed).length;
  console.log(failures === 0 ? 'All synced.' : `${failures} of ${paths.length} not synced.`);
  return failures === 0;
}

async function addAndFollow(
  client: DemoClient,
  target: { collection: string; fields: TextFields },
  { title, content, tags }: Draft,
  print: (text: string) => void,
): Promise<boolean> {
  const reference = await addDoc(collection(client.firestore, target.collection), {
    [target.fields.title]: title,
    [target.fields.content]: content,
    tags,
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
        if (line !== shown) print(line);
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
  const label = statusWords[status].padEnd(7);
  switch (status) {
    case 'pending':
      return label;
    case 'syncing':
      return attempts > 1 ? `${label}  retry ${attempts - 1}` : label;
    case 'completed':
      return `${label}  ElevenLabs id ${elevenLabsId ?? 'unknown'}`;
    case 'failed': {
      const next = nextAttemptAt ? ` Next try ${nextAttemptAt.toDate().toLocaleTimeString()}.` : '';
      return `${label}  ${error?.message ?? ''}${next}`;
    }
  }
}
