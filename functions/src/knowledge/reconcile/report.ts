import { Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import type { Comparison } from './listing.ts';
import type { Plan } from './plan.ts';

/** Most findings of a kind that a report lists, which keeps it far below 1 MiB (decided). */
const findingsListed = 100;

/** How many there are of a kind, and the first of them. */
export interface Findings<Item> {
  count: number;
  items: Item[];
}

/** How ElevenLabs and Firestore differ, for people. */
export interface ReconcileReport extends Pick<Plan, 'remoteDocuments' | 'documents' | 'unsettled'> {
  missingRemotely: Findings<Plan['missingRemotely'][number]>;
  orphanedRemotely: Findings<Plan['orphanedRemotely'][number]>;
  duplicates: Findings<Plan['duplicates'][number]>;
  renamed: Findings<Plan['renamed'][number]>;
  unclear: Findings<Plan['unclear'][number]>;
  /** Tags of removals that wait in the outbox. */
  removing: Findings<string>;
}

/** The report of a comparison. */
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

/** Writes a report for the present day; a second one of a day replaces the first. */
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
