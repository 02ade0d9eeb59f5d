import { Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import type { Comparison } from './listing.ts';
import type { Plan } from './plan.ts';

/** Findings of a kind in a report, which keep it far below 1 MiB. */
const findingsListed = 100;

/** The number of findings of a kind, and the first of them. */
export interface Findings<Item> {
  count: number;
  items: Item[];
}

/** The differences between ElevenLabs and Firestore, for users. */
export interface ReconcileReport extends Pick<Plan, 'remoteDocuments' | 'documents' | 'unsettled'> {
  missingRemotely: Findings<Plan['missingRemotely'][number]>;
  orphanedRemotely: Findings<Plan['orphanedRemotely'][number]>;
  duplicates: Findings<Plan['duplicates'][number]>;
  renamed: Findings<Plan['renamed'][number]>;
  unclear: Findings<Plan['unclear'][number]>;
  /** Tags of pending removals. */
  removing: Findings<string>;
}

export function makeReport({ plan, removing }: Comparison): ReconcileReport {
  const { remoteDocuments, documents, unsettled } = plan;
  return {
    remoteDocuments,
    documents,
    unsettled,
    missingRemotely: findings(plan.missingRemotely),
    orphanedRemotely: findings(plan.orphanedRemotely),
    duplicates: findings(plan.duplicates),
    renamed: findings(plan.renamed),
    unclear: findings(plan.unclear),
    removing: findings(removing),
  };
}

/** Writes the report of the day (UTC), replacing an earlier one. */
export async function writeReport({ db, now }: KnowledgeContext, report: ReconcileReport): Promise<void> {
  const at = now();
  const date = new Date(at).toISOString().slice(0, 10);
  await db
    .collection(paths.knowledgeReports)
    .doc(date)
    .set({ ...report, createdAt: Timestamp.fromMillis(at) });
}

function findings<Item>(all: readonly Item[]): Findings<Item> {
  return { count: all.length, items: all.slice(0, findingsListed) };
}
