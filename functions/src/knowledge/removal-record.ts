import { type Firestore, Timestamp, type Transaction } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../shared/paths.ts';
import { failureTypes } from '../upstream/errors.ts';

const removalSchema = z.object({
  documentId: z.string(),
  elevenLabsId: z.string().nullable(),
  attempts: z.number().int().nonnegative().catch(0),
  error: z
    .object({ type: z.enum(failureTypes), message: z.string(), retryable: z.boolean() })
    .nullable()
    .catch(null),
  nextAttemptAt: z.instanceof(Timestamp).transform((timestamp) => timestamp.toMillis()),
});

/** A pending removal; `nextAttemptAt` in epoch milliseconds. */
export type Removal = z.infer<typeof removalSchema>;

/** Reads a stored removal; null when it is missing or unreadable. */
export function readRemoval(data: unknown): Removal | null {
  const parsed = removalSchema.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** A removal to be scheduled; `dueAt` in epoch milliseconds. */
export interface NewRemoval {
  tag: string;
  documentId: string;
  elevenLabsId: string | null;
  dueAt: number;
}

/**
 * Schedules a removal in a transaction that reads nothing after it. An existing record keeps its id, its
 * attempts and its time; `replaceDueAt` replaces the time, once a run has no more requests under way.
 */
export async function putRemoval(
  transaction: Transaction,
  db: Firestore,
  removal: NewRemoval,
  { replaceDueAt }: { replaceDueAt: boolean },
): Promise<void> {
  const reference = db.collection(paths.knowledgeRemovals).doc(removal.tag);
  const existing = readRemoval((await transaction.get(reference)).data());
  const dueAt = existing === null || replaceDueAt ? removal.dueAt : existing.nextAttemptAt;
  transaction.set(reference, {
    documentId: removal.documentId,
    elevenLabsId: removal.elevenLabsId ?? existing?.elevenLabsId ?? null,
    attempts: existing?.attempts ?? 0,
    error: existing?.error ?? null,
    nextAttemptAt: Timestamp.fromMillis(dueAt),
  });
}
