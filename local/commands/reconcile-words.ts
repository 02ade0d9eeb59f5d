import type { Reconciliation } from '../../functions/src/knowledge/reconcile/reconcile.ts';
import type { Findings, ReconcileReport } from '../../functions/src/knowledge/reconcile/report.ts';
import { counted } from '../counted.ts';

/** The most findings of a kind that are printed. */
const shown = 20;

/** A reconciliation as text: counts, findings, and what was scheduled or can be done. */
export function describeReconciliation({ report, ordered }: Reconciliation): string {
  const { missingRemotely, orphanedRemotely, duplicates, renamed, changedRemotely, removing } = report;
  return [
    `  ElevenLabs  ${counted(report.remoteDocuments, 'document')} of this project; never touched: ${counted(report.foreign, 'other')}`,
    `  Firestore   ${counted(report.documents, 'document')}, ${report.unsettled} of them left out: pending, syncing, failed or about to be verified`,
    '',
    section('missing', 'synced once, gone at ElevenLabs', missingRemotely, ({ documentId }) => documentId),
    section(
      'orphaned',
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
    section('renamed', 'renamed at ElevenLabs', renamed, ({ documentId, name }) => `${documentId}  ${name}`),
    section(
      'changed',
      'edited at ElevenLabs since the last sync',
      changedRemotely,
      ({ documentId, name }) => `${documentId}  ${name}`,
    ),
    section('being removed', 'deleted in Firestore, not yet at ElevenLabs', removing, (tag) => tag),
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
    if (verifications + removals === 0) return 'Nothing to repair.';
    return `Scheduled ${counted(verifications, 'document')} to repair and ${counted(removals, 'remote document')} to remove. The sweep works through them every minute; run this again to see what is left.`;
  }
  const repairable = [report.missingRemotely, report.orphanedRemotely, report.duplicates, report.renamed];
  if (repairable.every(({ count }) => count === 0)) {
    return report.changedRemotely.count === 0
      ? 'In sync. Nothing was changed.'
      : 'Nothing was changed. Add --apply --force to overwrite what was edited at ElevenLabs.';
  }
  return 'Nothing was changed. Add --apply to repair it.';
}
