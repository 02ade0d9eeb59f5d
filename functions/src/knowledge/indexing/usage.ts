import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../shared/paths.ts';
import { failureOf } from '../../upstream/errors.ts';
import { type IndexUsage, indexesAtOnce } from '../../upstream/rag-index.ts';
import type { KnowledgeContext } from '../context.ts';

/** The time between two checks of a full index, in milliseconds, so that freed room is used soon. */
const lookAgainMs = 10 * 60_000;

const usageSchema = z.object({
  documents: z.number(),
  usedBytes: z.number().nullable(),
  maxBytes: z.number().nullable(),
  checkedAt: z.instanceof(Timestamp),
});

type StoredUsage = z.infer<typeof usageSchema>;

/**
 * Keeps `knowledgeIndex/usage` up to date: how many documents have no room in the index, and how full it is.
 * Sends nothing while all have room. Once room is freed, the documents without an index are due at once.
 *
 * @param changed whether a check found a document without room, or one that had none.
 */
export async function followUsage(
  context: KnowledgeContext,
  { changed, claimBefore }: { changed: boolean; claimBefore: number },
): Promise<void> {
  const { db, now, log } = context;
  const reference = db.doc(paths.knowledgeIndexUsage);
  const before = usageSchema.safeParse((await reference.get()).data()).data ?? null;
  const isFull = before !== null && before.documents > 0;
  const isOld = before === null || before.checkedAt.toMillis() + lookAgainMs <= now();
  if (!changed && !(isFull && isOld)) return;
  const documents = (await withoutRoom(db).count().get()).data().count;
  const usage = await readUsage(context, claimBefore);
  const { usedBytes = null, maxBytes = null } = usage ?? before ?? {};
  await reference.set({ documents, usedBytes, maxBytes, checkedAt: Timestamp.fromMillis(now()) });
  if (documents === 0) return;
  if (changed) log('WARNING', 'knowledge.index_quota', { documents, usedBytes, maxBytes });
  if (usage !== null && before !== null && hasMoreRoom(usage, before)) await makeDue(context);
}

function withoutRoom(db: Firestore) {
  return db
    .collection(paths.knowledge)
    .where('sync.status', '==', 'completed')
    .where('sync.index.status', '==', 'quota');
}

async function readUsage(context: KnowledgeContext, claimBefore: number): Promise<IndexUsage | null> {
  try {
    return await context.slot(() => context.elevenLabs.indexUsage({}), claimBefore);
  } catch (error) {
    const { type, status, code } = failureOf(error);
    context.log('WARNING', 'knowledge.index_usage_failed', { type, status, code });
    return null;
  }
}

function hasMoreRoom(usage: IndexUsage, { usedBytes, maxBytes }: StoredUsage): boolean {
  return usedBytes !== null && maxBytes !== null && usage.maxBytes - usage.usedBytes > maxBytes - usedBytes;
}

async function makeDue({ db, now }: KnowledgeContext): Promise<void> {
  const { docs } = await withoutRoom(db).select().limit(indexesAtOnce).get();
  await Promise.all(
    docs.map(({ ref }) =>
      db.runTransaction(async (transaction) => {
        if ((await transaction.get(ref)).get('sync.index.status') !== 'quota') return;
        transaction.update(ref, { 'sync.index.nextCheckAt': Timestamp.fromMillis(now()) });
      }),
    ),
  );
}
