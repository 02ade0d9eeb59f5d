import { type Query, Timestamp } from 'firebase-admin/firestore';
import { errorFields } from '../log.ts';
import { paths } from '../shared/paths.ts';
import type { KnowledgeContext } from './context.ts';
import { checkIndexes } from './indexing/check.ts';
import { carryOutRemoval } from './removal.ts';
import { syncDocument } from './sync.ts';

/** How long a pending document waits for its event before the sweep takes it, in milliseconds. */
export const pendingForMs = 2 * 60_000;

/** Documents and removals in one pass: with three slots, more would not start in time. */
export const passSize = 50;

/** Claims stop this long after a pass began, in milliseconds: a run of 90 s must end within the function's 300 s. */
export const claimForMs = 180_000;

/** Places in a pass that each kind of work has for itself, so that no backlog starves another. */
const reservedPlaces = 8;

/** One thing that is due, with the time since when, in epoch milliseconds. */
interface Due {
  id: string;
  kind: 'document' | 'removal';
  since: number;
}

/**
 * One pass of the sweep over pending documents, expired leases, due retries, due verifications and due
 * removals; it also checks the indexes that are due. Returns how many documents and removals it took. An item that fails stops no other. Throws when Firestore cannot be read.
 */
export async function sweepKnowledge(context: KnowledgeContext): Promise<number> {
  const begun = context.now();
  const claimBefore = begun + claimForMs;
  const due = chooseDue(await findDue(context, begun));
  const results = await Promise.allSettled([
    checkIndexes(context, claimBefore),
    ...due.map(async ({ kind, id }) => {
      if (kind === 'removal') await carryOutRemoval(context, id, claimBefore);
      else await syncDocument(context, id, { cause: 'automatic', claimBefore });
    }),
  ]);
  for (const result of results) {
    if (result.status === 'rejected') context.log('ERROR', 'knowledge.sweep_item_failed', errorFields(result.reason));
  }
  context.log('INFO', 'knowledge.swept', { taken: due.length, durationMs: context.now() - begun });
  return due.length;
}

/**
 * What a pass takes, in the order of its slots: each kind in turn for the reserved places, then the longest due
 * of all. Within a kind, the longest due comes first.
 */
export function chooseDue(kinds: readonly (readonly Due[])[]): Due[] {
  const places = Array.from({ length: reservedPlaces }, (_, place) => place);
  const reserved = places.flatMap((place) => kinds.flatMap((kind) => kind[place] ?? []));
  const others = kinds.flatMap((kind) => kind.slice(reservedPlaces)).sort((a, b) => a.since - b.since);
  const chosen = new Map<string, Due>();
  for (const due of [...reserved, ...others]) {
    if (chosen.size < passSize) chosen.set(`${due.kind}/${due.id}`, due);
  }
  return [...chosen.values()];
}

async function findDue({ db }: KnowledgeContext, now: number): Promise<Due[][]> {
  const documents = db.collection(paths.knowledge);
  const pending = documents.where('sync.status', '==', 'pending');
  return await Promise.all([
    dueOf(pending, { kind: 'document', field: 'updatedAt', before: now - pendingForMs }),
    dueOf(documents, { kind: 'document', field: 'sync.leaseExpiresAt', before: now }),
    dueOf(documents, { kind: 'document', field: 'sync.nextAttemptAt', before: now }),
    dueOf(documents, { kind: 'document', field: 'sync.verifyAt', before: now }),
    dueOf(db.collection(paths.knowledgeRemotes), { kind: 'removal', field: 'nextAttemptAt', before: now }),
  ]);
}

async function dueOf(
  source: Query,
  { kind, field, before }: { kind: Due['kind']; field: string; before: number },
): Promise<Due[]> {
  const query = source.where(field, '<=', Timestamp.fromMillis(before)).orderBy(field).select(field).limit(passSize);
  return (await query.get()).docs.map((snapshot) => ({ id: snapshot.id, kind, since: millis(snapshot.get(field)) }));
}

function millis(value: unknown): number {
  return value instanceof Timestamp ? value.toMillis() : 0;
}
