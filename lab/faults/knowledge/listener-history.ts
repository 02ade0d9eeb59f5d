import { FieldPath, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';

const millis = z
  .instanceof(Timestamp)
  .transform((time) => time.toMillis())
  .nullish()
  .transform((time) => time ?? null);

/** What a listener reads of a document. */
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

/** One state of a document as a listener saw it. */
export type Seen = z.output<typeof seenSchema>;

/** What a listener saw of each document, in order; null where it was gone. */
export interface ListenerHistory {
  of(id: string): readonly (Seen | null)[];
  close(): void;
}

/** Listens to every document whose id begins with a prefix. */
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

/** The steps between states, each with what must be true of the two sides of it, and of an editor's retries. */
const legal: Readonly<Record<string, (before: Seen, after: Seen, retried: boolean) => boolean>> = {
  'pending syncing': () => true,
  'syncing completed': () => true,
  'syncing failed': () => true,
  'syncing pending': () => true,
  'completed pending': edited,
  'failed pending': edited,
  'failed syncing': (before, after, retried) => {
    return retried || before.sync.nextAttemptAt !== null || before.sync.verifyAt !== null || edited(before, after);
  },
  // Only a verification takes up what is completed.
  'completed syncing': (before, after) => before.sync.verifyAt !== null || edited(before, after),
};

/**
 * What a listener must not have seen of a document; `retried` says whether an editor pressed Retry.
 * A listener may miss states between two that it sees; then the later one shows that there was a
 * claim between them.
 */
export function illegalTransitions(states: readonly (Seen | null)[], retried: boolean): string[] {
  return states.flatMap((after, place) => {
    const before = states[place - 1] ?? null;
    // Deleted and made again in between, whether or not that was seen: another life begins.
    if (before === null || after === null || before.createdAt !== after.createdAt) return [];
    const step = `${before.sync.status} ${after.sync.status}`;
    const { tag, lease } = { tag: before.sync.tag, lease: leaseTaken(before.sync, after.sync) };
    return [
      ...(before.sync.status === after.sync.status || isLegal(step, before, after, retried) ? [] : [step]),
      ...(tag && tag !== after.sync.tag ? [`the tag ${tag} became ${after.sync.tag}`] : []),
      ...(lease === null ? [] : [`a lease was taken ${lease} ms before it ran out`]),
    ];
  });
}

/** How long before its end a lease went to another run, in milliseconds; null when it did not. */
function leaseTaken(before: Seen['sync'], after: Seen['sync']): number | null {
  if (!before.leaseOwner || !after.leaseOwner || before.leaseOwner === after.leaseOwner) return null;
  const left = (before.leaseExpiresAt ?? 0) - (after.lastAttemptAt ?? 0);
  return left > 0 ? left : null;
}

function isLegal(step: string, before: Seen, after: Seen, retried: boolean): boolean {
  const check = legal[step];
  if (check !== undefined) return check(before, after, retried);
  const claimedBetween = before.sync.lastAttemptAt !== after.sync.lastAttemptAt;
  return claimedBetween && !step.endsWith('pending');
}

function edited(before: Seen, after: Seen): boolean {
  return before.updatedAt !== after.updatedAt;
}
