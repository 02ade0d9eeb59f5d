import type { Reconciliation } from '../../functions/src/knowledge/reconcile/reconcile.ts';
import type { Findings, ReconcileReport } from '../../functions/src/knowledge/reconcile/report.ts';

/** Findings printed of each kind: more would scroll the counts away. */
const shown = 20;

/** The terminal output of a reconciliation: counts, findings, and what was scheduled or can be done. */
export function describeReconciliation({ report, ordered }: Reconciliation): string {
  const { missingRemotely, orphanedRemotely, duplicates, renamed, unclear, removing } = report;
  return [
    `  ElevenLabs  ${report.remoteDocuments} documents of ours`,
    `  Firestore   ${report.documents} documents, ${report.unsettled} of them still syncing and left out`,
    '',
    section('missing', 'synced once, gone at ElevenLabs', missingRemotely, ({ documentId }) => documentId),
    section(
      'orphaned',
      'at ElevenLabs, without a knowledge document',
      orphanedRemotely,
      ({ elevenLabsId, name }) => `${elevenLabsId}  ${name}`,
    ),
    section(
      'duplicates',
      'more than one at ElevenLabs',
      duplicates,
      ({ elevenLabsId, name }) => `${elevenLabsId}  ${name}`,
    ),
    section('renamed', 'renamed at ElevenLabs', renamed, ({ documentId, name }) => `${documentId}  ${name}`),
    section('unclear', 'may not be ours, left alone', unclear, ({ elevenLabsId, name }) => `${elevenLabsId}  ${name}`),
    section('removing', 'deletions being retried', removing, (tag) => tag),
    '',
    conclusion(report, ordered),
  ].join('\n');
}

function section<Item>(
  name: string,
  meaning: string,
  { count, items }: Findings<Item>,
  line: (item: Item) => string,
): string {
  const lines = items.slice(0, shown).map((item) => `      ${line(item)}`);
  const more = count > lines.length ? [`      and ${count - lines.length} more`] : [];
  return [`  ${name.padEnd(12)} ${String(count).padStart(6)}   ${meaning}`, ...lines, ...more].join('\n');
}

function conclusion(report: ReconcileReport, ordered: Reconciliation['ordered']): string {
  if (ordered !== null) {
    const { verifications, removals } = ordered;
    if (verifications + removals === 0) return 'Nothing to repair.';
    return `Scheduled: ${verifications} documents to repair, ${removals} remote documents to delete. The sweep carries out up to 40 a minute. Run this again to see what is left.`;
  }
  const repairable = [report.missingRemotely, report.orphanedRemotely, report.duplicates, report.renamed];
  if (repairable.every(({ count }) => count === 0)) return 'In sync. Nothing was changed.';
  return 'Nothing was changed. Add --apply to repair it.';
}
