import { z } from 'zod';
import { CallableError } from '../../callable-error.ts';
import { errorFields } from '../../log.ts';
import { failureOf, UpstreamError } from '../../upstream/errors.ts';
import type { KnowledgeContext } from '../context.ts';
import { compareListings } from './listing.ts';
import { countDeletions, type Plan } from './plan.ts';
import { type Repairs, scheduleRepairs } from './repair.ts';
import { makeReport, type ReconcileReport, writeReport } from './report.ts';

/** The longest time for the listing of ElevenLabs, in milliseconds: the functions have 30 minutes in all. */
const listingMs = 25 * 60_000;

/** Deleting a larger share of our remote documents, in percent, needs `force`: the database may be the wrong one. */
const deletedPercent = 20;

/**
 * `apply` schedules the repairs. `force` allows deleting more than a fifth of our remote documents, and
 * overwrites texts that were edited at ElevenLabs.
 */
export const reconcileInput = z
  .strictObject({ apply: z.boolean().optional(), force: z.boolean().optional() })
  .nullish()
  .transform((input) => ({ apply: input?.apply ?? false, force: input?.force ?? false }));

/** `ordered` is null without `apply`. */
export interface Reconciliation {
  report: ReconcileReport;
  ordered: Repairs | null;
}

/**
 * Compares ElevenLabs with Firestore and schedules the repairs if asked to. Before it changes anything, it
 * throws CallableError `unavailable` when a listing failed, or `failed-precondition` with `deletions` and
 * `remoteDocuments` when the repairs would delete too much. Throws an error of Firestore while it schedules.
 */
export async function reconcile(
  context: KnowledgeContext,
  { apply, force }: z.infer<typeof reconcileInput>,
): Promise<Reconciliation> {
  const begun = context.now();
  const plan = await compare(context);
  const { remoteDocuments } = plan;
  const deletions = countDeletions(plan);
  if (apply && !force && deletions * 100 > remoteDocuments * deletedPercent) {
    const message = `This would delete ${deletions} of ${remoteDocuments} documents at ElevenLabs, more than ${deletedPercent} %. Nothing was changed; check the report, then repeat with force.`;
    throw new CallableError('failed-precondition', message, { deletions, remoteDocuments });
  }
  const ordered = apply ? await scheduleRepairs(context, plan, { overwrite: force }) : null;
  context.log('INFO', 'knowledge.reconciled', {
    ...counts(plan),
    apply,
    verifications: ordered?.verifications ?? 0,
    removals: ordered?.removals ?? 0,
    durationMs: context.now() - begun,
  });
  return { report: makeReport(plan), ordered };
}

/** Writes the report of the day. When it throws, as `reconcile` does, it keeps an earlier report. */
export async function reportDifferences(context: KnowledgeContext): Promise<void> {
  const { report } = await reconcile(context, { apply: false, force: false });
  await writeReport(context, report);
}

async function compare(context: KnowledgeContext): Promise<Plan> {
  try {
    return await compareListings(context, context.now() + listingMs);
  } catch (error) {
    context.log('ERROR', 'knowledge.reconcile_failed', { type: failureOf(error).type, ...errorFields(error) });
    const cause =
      error instanceof UpstreamError
        ? `ElevenLabs could not be listed: ${error.message}.`
        : 'Firestore could not be listed.';
    throw new CallableError(
      'unavailable',
      `${cause} Nothing was changed; try again later. The function logs say more.`,
    );
  }
}

function counts(plan: Plan) {
  const { remoteDocuments, foreign, documents, unsettled } = plan;
  return {
    remoteDocuments,
    foreign,
    documents,
    unsettled,
    missingRemotely: plan.missingRemotely.length,
    orphanedRemotely: plan.orphanedRemotely.length,
    duplicates: plan.duplicates.length,
    renamed: plan.renamed.length,
    changedRemotely: plan.changedRemotely.length,
    removing: plan.removing.length,
  };
}
