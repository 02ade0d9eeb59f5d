import type { Reconciliation } from '../../functions/src/knowledge/reconcile/reconcile.ts';
import type { Findings, ReconcileReport } from '../../functions/src/knowledge/reconcile/report.ts';

/** Most findings of a kind that are printed (decided). */
const shown = 20;

/** A reconciliation in words: the figures, the findings, and what was ordered or can be done. */
export function describeReconciliation({ report, ordered }: Reconciliation): string {
  const { missingRemotely, orphanedRemotely, duplicates, renamed, unclear, removing } = report;
  return [
    `  ElevenLabs  ${report.remoteDocuments} documents of ours`,
    `  Firestore   ${report.documents} documents, ${report.unsettled} of them not settled and not judged`,
    '',
    section('missing there', 'accepted once, gone at ElevenLabs', missingRemotely, ({ documentId }) => documentId),
    section(
      'missing here',
      'at ElevenLabs, without a document',
      orphanedRemotely,
      ({ elevenLabsId, name }) => `${elevenLabsId}  ${name}`,
    ),
    section(
      'duplicates',
      'more than one remote document',
      duplicates,
      ({ elevenLabsId, name }) => `${elevenLabsId}  ${name}`,
    ),
    section('differing names', 'renamed at ElevenLabs', renamed, ({ documentId, name }) => `${documentId}  ${name}`),
    section('unclear', 'perhaps not ours: left alone', unclear, ({ elevenLabsId, name }) => `${elevenLabsId}  ${name}`),
    section('removals owed', 'wait in the outbox', removing, (tag) => tag),
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
  return [`  ${name.padEnd(16)} ${String(count).padStart(6)}   ${meaning}`, ...lines, ...more].join('\n');
}

function conclusion(report: ReconcileReport, ordered: Reconciliation['ordered']): string {
  if (ordered !== null) {
    const { verifications, removals } = ordered;
    if (verifications + removals === 0) return 'Nothing had to be ordered.';
    return `Ordered: documents to put right ${verifications}, remote documents to remove ${removals}. The sweep carries out up to 40 a minute; run this again to see what is left.`;
  }
  const repairable = [report.missingRemotely, report.orphanedRemotely, report.duplicates, report.renamed];
  if (repairable.every(({ count }) => count === 0)) return 'In step. Nothing was changed.';
  return 'Nothing was changed. Add --apply to put it right.';
}
