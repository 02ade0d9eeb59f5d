import { type Query, Timestamp } from 'firebase-admin/firestore';
import { errorFields } from '../log.ts';
import { paths } from '../shared/paths.ts';
import type { KnowledgeContext } from './context.ts';
import { carryOutRemoval } from './removal.ts';
import { syncDocument } from './sync.ts';

/** How long a pending document waits for its event before the sweep takes it, in milliseconds. */
export const pendingForMs = 2 * 60_000;

/** Documents and removals in one pass: with three slots, more would not start in time. */
export const passSize = 50;

/** Claims stop this long after a pass began, in milliseconds: a run of 90 s must end within the function's 300 s. */
export const claimForMs = 180_000;

/** Something that is due since a time in epoch milliseconds. */
type Due = { kind: 'document'; documentId: string; since: number } | { kind: 'removal'; tag: string; since: number };

/**
 * Syncs pending documents that no event reached, expired leases, due retries and due verifications, and
 * carries out due removals, the longest due first. A failure does not stop the others. Returns how many it
 * took. Throws when Firestore cannot be queried.
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
  const dueBy = async (field: string, before: number, within: Query = documents): Promise<Due[]> => {
    const query = within.where(field, '<=', Timestamp.fromMillis(before)).orderBy(field).select(field).limit(passSize);
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
    dueBy('updatedAt', now - pendingForMs, documents.where('sync.status', '==', 'pending')),
    dueBy('sync.leaseExpiresAt', now),
    dueBy('sync.nextAttemptAt', now),
    dueBy('sync.verifyAt', now),
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
