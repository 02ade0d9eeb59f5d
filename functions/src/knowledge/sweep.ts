import { Timestamp } from 'firebase-admin/firestore';
import { errorFields } from '../log.ts';
import { paths } from '../shared/paths.ts';
import type { KnowledgeContext } from './context.ts';
import { carryOutRemoval } from './removal.ts';
import { syncDocument } from './sync.ts';

/** How long a pending document may wait for its event before the sweep takes it, in milliseconds (the contract). */
const pendingForMs = 2 * 60_000;

/** Most documents and removals that one pass takes (the contract). */
const passSize = 50;

/** Nothing is begun later than this after the pass began, in milliseconds; the function has 300 s (the contract). */
const claimForMs = 180_000;

/** One thing that is due, with the time since when, in epoch milliseconds. */
type Due = { kind: 'document'; documentId: string; since: number } | { kind: 'removal'; tag: string; since: number };

/**
 * One pass of the sweep: what no event reached, what was abandoned, what is due to be tried again
 * or verified, and removals, the longest due first. Returns how many were taken. One that fails
 * holds up no other; throws when Firestore cannot be read.
 */
export async function sweepKnowledge(context: KnowledgeContext): Promise<number> {
  const begun = context.now();
  const claimBefore = begun + claimForMs;
  const due = await findDue(context, begun);
  const results = await Promise.allSettled(
    due.map(async (item) => {
      if (item.kind === 'removal') await carryOutRemoval(context, item.tag, claimBefore);
      else await syncDocument(context, item.documentId, { cause: 'automatic', claimBefore });
    }),
  );
  for (const result of results) {
    if (result.status === 'rejected') context.log('ERROR', 'knowledge.sweep_item_failed', errorFields(result.reason));
  }
  context.log('INFO', 'knowledge.swept', { taken: due.length, durationMs: context.now() - begun });
  return due.length;
}

async function findDue({ db }: KnowledgeContext, now: number): Promise<Due[]> {
  const documents = db.collection(paths.knowledge);
  const dueBy = async (field: string, before: number, pending: boolean): Promise<Due[]> => {
    const base = pending ? documents.where('sync.status', '==', 'pending') : documents;
    const query = base.where(field, '<=', Timestamp.fromMillis(before)).orderBy(field).select(field).limit(passSize);
    return (await query.get()).docs.map((snapshot) => {
      return { kind: 'document', documentId: snapshot.id, since: millis(snapshot.get(field)) };
    });
  };
  const removalsDue = async (): Promise<Due[]> => {
    const field = 'nextAttemptAt';
    const query = db
      .collection(paths.knowledgeRemovals)
      .where(field, '<=', Timestamp.fromMillis(now))
      .orderBy(field)
      .limit(passSize);
    return (await query.get()).docs.map((snapshot) => {
      return { kind: 'removal', tag: snapshot.id, since: millis(snapshot.get(field)) };
    });
  };
  const found = await Promise.all([
    dueBy('updatedAt', now - pendingForMs, true),
    dueBy('sync.leaseExpiresAt', now, false),
    dueBy('sync.nextAttemptAt', now, false),
    dueBy('sync.verifyAt', now, false),
    removalsDue(),
  ]);
  const byKey = new Map(
    found.flat().map((item) => [item.kind === 'removal' ? `r/${item.tag}` : `d/${item.documentId}`, item]),
  );
  return [...byKey.values()].sort((a, b) => a.since - b.since).slice(0, passSize);
}

function millis(value: unknown): number {
  return value instanceof Timestamp ? value.toMillis() : 0;
}
