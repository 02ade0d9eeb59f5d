import { errorFields } from '../../log.ts';
import { failureOf, UpstreamError } from '../../upstream/errors.ts';
import type { KnowledgeContext } from '../context.ts';
import { type Comparison, compareListings } from './listing.ts';
import { countDeletions } from './plan.ts';
import { orderRepairs, type Repairs } from './repair.ts';
import { makeReport, type ReconcileReport } from './report.ts';

/** The longest time for the listing of ElevenLabs, in milliseconds: the functions have 30 minutes in all (decided). */
const listingMs = 25 * 60_000;

/** The largest share of our remote documents, in percent, that is deleted without `force` (the contract). */
const deletedPercent = 20;

/** What a reconciliation may do. */
export interface ReconcileOptions {
  /** Orders what mends the differences. */
  apply: boolean;
  /** Also when it would delete more than a fifth of our remote documents. */
  force: boolean;
}

/** What a reconciliation found; `ordered` is null when nothing was to be done about it. */
export interface Reconciliation {
  report: ReconcileReport;
  ordered: Repairs | null;
}

/** One of the listings failed or is not whole, so nothing was compared and nothing changed. */
export class ListingError extends Error {
  override readonly name = 'ListingError';
}

/** Carrying it out would delete more than is done without being told so twice; nothing was changed. */
export class TooManyDeletionsError extends Error {
  override readonly name = 'TooManyDeletionsError';
  constructor(
    readonly deletions: number,
    readonly remoteDocuments: number,
  ) {
    super(
      `This would delete ${deletions} of ${remoteDocuments} documents at ElevenLabs, more than ${deletedPercent} %. Look at the report; if that is meant, ask again with force. Nothing was changed.`,
    );
  }
}

/**
 * Compares ElevenLabs with Firestore and, if asked to, orders the repairs. Throws ListingError or
 * TooManyDeletionsError with nothing changed, or an error of Firestore in the middle of ordering.
 */
export async function reconcile(
  context: KnowledgeContext,
  { apply, force }: ReconcileOptions,
): Promise<Reconciliation> {
  const begun = context.now();
  const comparison = await compare(context);
  const { plan } = comparison;
  const deletions = countDeletions(plan);
  if (apply && !force && deletions * 100 > plan.remoteDocuments * deletedPercent) {
    throw new TooManyDeletionsError(deletions, plan.remoteDocuments);
  }
  const ordered = apply ? await orderRepairs(context, plan) : null;
  const report = makeReport(comparison);
  context.log('INFO', 'knowledge.reconciled', {
    ...counts(report),
    apply,
    verifications: ordered?.verifications ?? 0,
    removals: ordered?.removals ?? 0,
    durationMs: context.now() - begun,
  });
  return { report, ordered };
}

async function compare(context: KnowledgeContext): Promise<Comparison> {
  try {
    return await compareListings(context, AbortSignal.timeout(listingMs));
  } catch (error) {
    context.log('ERROR', 'knowledge.reconcile_failed', { type: failureOf(error).type, ...errorFields(error) });
    const cause =
      error instanceof UpstreamError
        ? `ElevenLabs could not be listed: ${error.message}.`
        : 'Firestore could not be listed.';
    throw new ListingError(`${cause} Nothing was changed. Try again later; the logs of the functions say more.`);
  }
}

function counts(report: ReconcileReport) {
  const { remoteDocuments, documents, unsettled } = report;
  const { missingRemotely, orphanedRemotely, duplicates, renamed, unclear, removing } = report;
  return {
    remoteDocuments,
    documents,
    unsettled,
    missingRemotely: missingRemotely.count,
    orphanedRemotely: orphanedRemotely.count,
    duplicates: duplicates.count,
    renamed: renamed.count,
    unclear: unclear.count,
    removing: removing.count,
  };
}
