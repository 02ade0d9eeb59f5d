import { Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../shared/paths.ts';
import type { KnowledgeContext } from '../context.ts';
import type { Plan } from './plan.ts';

/** Most findings of a kind in a report, which keeps it far below Firestore's 1 MiB. */
const findingsListed = 100;

/** How many there are of a kind, and the first of them. */
export interface Findings<Item> {
  count: number;
  items: Item[];
}

/** The counts of a plan, and its findings, of which the first are listed. */
export type ReconcileReport = {
  [Field in keyof Plan]: Plan[Field] extends (infer Item)[] ? Findings<Item> : Plan[Field];
};

/** The report of a plan. */
export function makeReport(plan: Plan): ReconcileReport {
  const { missingRemotely, orphanedRemotely, duplicates, renamed, changedRemotely, removing, ...counts } = plan;
  return {
    ...counts,
    missingRemotely: findings(missingRemotely),
    orphanedRemotely: findings(orphanedRemotely),
    duplicates: findings(duplicates),
    renamed: findings(renamed),
    changedRemotely: findings(changedRemotely),
    removing: findings(removing),
  };
}

/** Writes the report of the current day (UTC); a second one replaces the first. */
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
