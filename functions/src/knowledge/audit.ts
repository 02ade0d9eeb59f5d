import { type Query, Timestamp } from 'firebase-admin/firestore';
import { paths } from '../shared/paths.ts';
import { syncStatuses } from '../shared/sync-status.ts';
import type { AuditContext } from './audit/context.ts';
import { auditLedger } from './audit/ledger.ts';
import { markPending, markUnswept } from './audit/pending.ts';
import { restartIndexes } from './indexing/restart.ts';

/** What an audit marked. */
export interface Audit {
  /** Whether it compared every record instead of the counts alone. */
  full: boolean;
  removals: number;
  recorded: number;
  pending: number;
  /** Documents whose indexing starts again, or whose index state went away. */
  indexes: number;
}

/**
 * Compares the ledger with the documents, in Firestore alone. Marks a live record as being removed when no
 * document has its tag, writes missing records and schedules a verification of their documents, marks
 * documents without `sync` pending, makes pending documents due that the sweep cannot find, and starts
 * indexes that the configured model lacks. Reads records only when the counts differ, or when `full` is set:
 * an abandoned record and a missing one leave the counts equal. Each mark is a transaction that checks again.
 */
export async function auditKnowledge(context: AuditContext, { full }: { full: boolean }): Promise<Audit> {
  const { db, log, now } = context;
  const begun = now();
  const documents = db.collection(paths.knowledge);
  const pending = documents.where('sync.status', '==', 'pending');
  const [live, tagged, all, withStatus, allPending, swept] = await Promise.all([
    count(db.collection(paths.knowledgeRemotes).where('status', '==', 'live')),
    count(documents.where('sync.tag', '>', '')),
    count(documents),
    count(documents.where('sync.status', 'in', [...syncStatuses])),
    count(pending),
    count(pending.where('updatedAt', '<=', Timestamp.fromMillis(begun))),
  ]);
  const audit: Audit = { full, removals: 0, recorded: 0, pending: 0, indexes: 0 };
  if (full || live !== tagged) Object.assign(audit, await auditLedger(context));
  if (all !== withStatus) audit.pending += await markPending(context);
  if (allPending !== swept) audit.pending += await markUnswept(context);
  audit.indexes = await restartIndexes(context);
  log('INFO', 'knowledge.audited', { ...audit, live, documents: all, durationMs: now() - begun });
  return audit;
}

/**
 * Whether the audit that was scheduled for this time (ISO 8601) compares in full: the first one of a day (UTC),
 * however late it runs or is repeated.
 */
export function isFullAudit(scheduleTime: string): boolean {
  return new Date(scheduleTime).getUTCHours() === 0;
}

async function count(query: Query): Promise<number> {
  return (await query.count().get()).data().count;
}
