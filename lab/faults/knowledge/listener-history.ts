import { FieldPath, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';

const millis = z
  .instanceof(Timestamp)
  .transform((time) => time.toMillis())
  .nullish()
  .transform((time) => time ?? null);

/** The fields of a document that the checks use. */
const seenSchema = z.object({
  createdAt: millis,
  updatedAt: millis,
  tags: z.array(z.string()),
  sync: z.looseObject({
    status: z.string(),
    tag: z.string().nullish(),
    runs: z.number().nullish(),
    attempts: z.number().nullish(),
    lastAttemptAt: millis,
    nextAttemptAt: millis,
    verifyAt: millis,
    leaseOwner: z.string().nullish(),
    leaseExpiresAt: millis,
    error: z.object({ type: z.string() }).nullish(),
  }),
});

/** One state of a document that a listener saw. */
export type Seen = z.output<typeof seenSchema>;

export interface ListenerHistory {
  /** The states of a document that the listener saw, in order; null after a deletion. */
  of(id: string): readonly (Seen | null)[];
  close(): void;
}

/** Listens to every document whose id starts with a prefix. */
export function recordStates(db: Firestore, prefix: string): ListenerHistory {
  const seen = new Map<string, (Seen | null)[]>();
  const documents = db
    .collection(paths.knowledge)
    .where(FieldPath.documentId(), '>=', db.doc(`${paths.knowledge}/${prefix}`))
    .where(FieldPath.documentId(), '<', db.doc(`${paths.knowledge}/${prefix}~`));
  const close = documents.onSnapshot((snapshot) => {
    for (const { type, doc } of snapshot.docChanges()) {
      const states = seen.get(doc.id) ?? [];
      states.push(type === 'removed' ? null : seenSchema.parse(doc.data()));
      seen.set(doc.id, states);
    }
  });
  return { of: (id) => seen.get(id) ?? [], close };
}

/** The legal status transitions, each with its condition on the states before and after. */
const legal: Readonly<Record<string, (before: Seen, after: Seen) => boolean>> = {
  'pending syncing': () => true,
  'syncing completed': () => true,
  'syncing failed': () => true,
  'syncing pending': () => true,
  'completed pending': edited,
  'failed pending': edited,
  'failed syncing': (before, after) => {
    return before.sync.nextAttemptAt !== null || before.sync.verifyAt !== null || edited(before, after);
  },
  // Only a verification claims a completed document.
  'completed syncing': (before, after) => before.sync.verifyAt !== null || edited(before, after),
};

/**
 * The illegal changes in what a listener saw of one document. A listener can miss states; a changed
 * `lastAttemptAt` then shows that there was a claim in between.
 */
export function illegalTransitions(states: readonly (Seen | null)[]): string[] {
  return states.flatMap((after, index) => {
    const before = states[index - 1] ?? null;
    // A document recreated with the same id starts over.
    if (before === null || after === null || before.createdAt !== after.createdAt) return [];
    const step = `${before.sync.status} ${after.sync.status}`;
    const { tag, lease } = { tag: before.sync.tag, lease: leaseTaken(before.sync, after.sync) };
    return [
      ...(before.sync.status === after.sync.status || isLegal(step, before, after) ? [] : [step]),
      ...(tag && tag !== after.sync.tag ? [`the tag ${tag} became ${after.sync.tag}`] : []),
      ...(lease === null ? [] : [`a lease was taken ${lease} ms before it expired`]),
    ];
  });
}

/** How many milliseconds before its expiry a lease went to another run; null when it did not. */
function leaseTaken(before: Seen['sync'], after: Seen['sync']): number | null {
  if (!before.leaseOwner || !after.leaseOwner || before.leaseOwner === after.leaseOwner) return null;
  const left = (before.leaseExpiresAt ?? 0) - (after.lastAttemptAt ?? 0);
  return left > 0 ? left : null;
}

function isLegal(step: string, before: Seen, after: Seen): boolean {
  const check = legal[step];
  if (check !== undefined) return check(before, after);
  const claimedBetween = before.sync.lastAttemptAt !== after.sync.lastAttemptAt;
  return claimedBetween && !step.endsWith('pending');
}

function edited(before: Seen, after: Seen): boolean {
  return before.updatedAt !== after.updatedAt;
}
