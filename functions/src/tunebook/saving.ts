import pLimit from 'p-limit';
import { addToCatalogue, addToCollection, createOwnedFilter } from './collection.ts';
import type { ActiveSync } from './reporter.ts';
import type { Tune } from './tune.ts';
import { documentsAtOnce } from './writes.ts';

/** Groups that one sync saves at once: while one waits for the catalogue, the other is committed. */
const groupsAtOnce = 2;

/** Tunes waiting to be saved at which a sync stops reading: enough for one full commit, and little memory. */
const fullBacklog = documentsAtOnce;

/** Saves the tunes of one sync in groups. */
export interface Saver {
  /** Queues at most `documentsAtOnce` tunes. Resolves when the sync may read on: at once unless the backlog is full. */
  add(tunes: readonly Tune[]): Promise<void>;
  /** Resolves when all tunes are saved, or the sync has stopped. */
  finish(): Promise<void>;
}

/**
 * Tunes that come while others are being saved go together in the next group, so commits become fewer
 * and larger under load. What fails stops the sync.
 */
export function createSaver(sync: ActiveSync): Saver {
  const limit = pLimit(groupsAtOnce);
  const withoutOwned = createOwnedFilter(sync.context.db, sync.request.uid);
  const turns: Promise<void>[] = [];
  let waiting: Tune[] = [];
  const saveWaiting = async () => {
    const tunes = waiting.slice(0, documentsAtOnce);
    waiting = waiting.slice(documentsAtOnce);
    // Empty when an earlier group took these tunes along.
    if (tunes.length > 0) await saveGroup(sync, { tunes, missing: await withoutOwned(tunes) });
  };
  return {
    async add(tunes) {
      if (tunes.length === 0) return;
      waiting = [...waiting, ...tunes];
      const turn = limit(saveWaiting).catch((error: unknown) => sync.reporter.stop(error));
      turns.push(turn);
      if (waiting.length >= fullBacklog) await turn;
    },
    async finish() {
      await Promise.all(turns);
    },
  };
}

/** The catalogue comes first: a tune that is in a collection is then always in the catalogue, too. */
async function saveGroup(
  { context, request, reporter }: ActiveSync,
  { tunes, missing }: { tunes: readonly Tune[]; missing: readonly Tune[] },
): Promise<void> {
  reporter.signal.throwIfAborted();
  const created = await addToCatalogue(context, missing);
  const { uid, learnStatus } = request;
  const added = await addToCollection(context, missing, { uid, learnStatus, confirm: reporter.confirmLease });
  reporter.report({ kind: 'tunes_saved', created, added, skipped: tunes.length - added });
}
