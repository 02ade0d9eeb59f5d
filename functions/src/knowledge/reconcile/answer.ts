import { z } from 'zod';
import { CallableError } from '../../callable-error.ts';
import type { KnowledgeContext } from '../context.ts';
import { ListingError, type Reconciliation, reconcile, TooManyDeletionsError } from './reconcile.ts';
import { writeReport } from './report.ts';

/** What `reconcileKnowledge` takes; both are false when left out. */
export const reconcileInput = z
  .strictObject({ apply: z.boolean().optional(), force: z.boolean().optional() })
  .nullish()
  .transform((input) => ({ apply: input?.apply ?? false, force: input?.force ?? false }));

/**
 * Carries out a reconciliation for a caller. Throws CallableError `unavailable` when a listing failed and
 * `failed-precondition`, with the figures in its details, when too much would be deleted; nothing was
 * changed then. Throws as it is what failed in the middle of ordering.
 */
export async function answerReconcile(
  context: KnowledgeContext,
  options: z.infer<typeof reconcileInput>,
): Promise<Reconciliation> {
  try {
    return await reconcile(context, options);
  } catch (error) {
    if (error instanceof ListingError) throw new CallableError('unavailable', error.message);
    if (!(error instanceof TooManyDeletionsError)) throw error;
    const { deletions, remoteDocuments } = error;
    throw new CallableError('failed-precondition', error.message, { deletions, remoteDocuments });
  }
}

/** Writes the report of the day and changes nothing else. Throws ListingError, with an earlier report left standing. */
export async function reportDifferences(context: KnowledgeContext): Promise<void> {
  const { report } = await reconcile(context, { apply: false, force: false });
  await writeReport(context, report);
}
