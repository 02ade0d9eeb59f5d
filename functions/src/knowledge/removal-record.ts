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

/** A removal that is owed; `nextAttemptAt` in epoch milliseconds. */
export type Removal = z.infer<typeof removalSchema>;

/** Reads a stored removal; null when it is missing or cannot be read. */
export function readRemoval(data: unknown): Removal | null {
  const parsed = removalSchema.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** A removal to be put into the outbox. */
export interface OwedRemoval {
  tag: string;
  documentId: string;
  elevenLabsId: string | null;
  /** When it may be carried out, in epoch milliseconds. */
  dueAt: number;
  /** True: whoever writes knows that no request is out any more, so an earlier record's time is replaced. */
  sooner: boolean;
}

/**
 * Writes a removal into the outbox within a transaction. A record that is there already keeps what
 * it knows. All reads of the transaction must come before.
 */
export async function putRemoval(transaction: Transaction, db: Firestore, owed: OwedRemoval): Promise<void> {
  const reference = db.collection(paths.knowledgeRemovals).doc(owed.tag);
  const existing = readRemoval((await transaction.get(reference)).data());
  const dueAt = existing === null || owed.sooner ? owed.dueAt : existing.nextAttemptAt;
  transaction.set(reference, {
    documentId: owed.documentId,
    elevenLabsId: owed.elevenLabsId ?? existing?.elevenLabsId ?? null,
    attempts: existing?.attempts ?? 0,
    error: existing?.error ?? null,
    nextAttemptAt: Timestamp.fromMillis(dueAt),
  });
}
