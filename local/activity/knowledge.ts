import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { indexStatuses } from '../../functions/src/shared/index-status.ts';
import { syncStatuses } from '../../functions/src/shared/sync-status.ts';
import type { Activity } from './activity.ts';

const indexSchema = z.object({
  status: z.enum(indexStatuses),
  progress: z.number(),
  message: z.string().nullish(),
});

const documentSchema = z.looseObject({
  sync: z
    .object({
      status: z.enum(syncStatuses),
      nextAttemptAt: z.instanceof(Timestamp).nullish(),
      error: z.object({ message: z.string() }).nullish(),
      index: indexSchema.nullish().catch(null),
    })
    // A document that a server wrote, before its first sync.
    .default({ status: 'pending' }),
});

/** The page's words for a status. */
export const statusWords = { pending: 'Waiting', syncing: 'Syncing', completed: 'Synced', failed: 'Failed' } as const;

/** The state of a knowledge document. */
export function knowledgeActivity(id: string, data: unknown, titleField = 'title'): Activity {
  const parsed = documentSchema.safeParse(data);
  const title = parsed.data?.[titleField];
  if (!parsed.success || typeof title !== 'string') return { subject: `Document ${id}`, outcome: 'Not readable' };
  const { sync } = parsed.data;
  if (sync.status === 'completed' && sync.index) {
    return { subject: `Document "${title}"`, outcome: indexWords(sync.index) };
  }
  const reason = sync.status === 'failed' && sync.error ? `. ${sync.error.message}` : '';
  const next = sync.status === 'failed' && sync.nextAttemptAt ? ` Next try ${time(sync.nextAttemptAt)}.` : '';
  return { subject: `Document "${title}"`, outcome: `${statusWords[sync.status]}${reason}${next}` };
}

/** The page's words for the index of a synced document. */
function indexWords({ message, progress, status }: z.infer<typeof indexSchema>): string {
  if (message) return `Not indexed. ${message}`;
  if (status === 'pending') return statusWords.completed;
  return status === 'processing' ? `Indexing ${progress} %` : 'Ready';
}

function time(instant: Timestamp): string {
  return instant.toDate().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
