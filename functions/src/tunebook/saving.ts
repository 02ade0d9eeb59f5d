import pLimit from 'p-limit';
import { catalogueDocument, createMissing, ownDocument, withoutPresent } from './collection.ts';
import { type ActiveSync, waitForAll } from './reporter.ts';
import type { Tune } from './tune.ts';

/** Groups that one sync saves at once. Measured with 2 000 tunes: eight cost a third more processor time and are no faster. */
const savesAtOnce = 2;

/** The largest group: each tune is two documents of a batch, and Firestore takes 500 in one commit. */
const tunesAtOnce = 250;

/**
 * Saves tunes in the catalogue and in the user's collection, and reports them. Throws when Firestore
 * fails. Once every call has resolved, all tunes are saved.
 */
export type Save = (tunes: readonly Tune[]) => Promise<void>;

/**
 * Tunes that come while others are being saved go together in the next group, so requests become fewer
 * and larger under load.
 *
 * @param owned ids of the tunes that were in the collection when the sync began.
 */
export function createSave(sync: ActiveSync, owned: Promise<ReadonlySet<string>>): Save {
  const limit = pLimit(savesAtOnce);
  const waiting: Tune[] = [];
  const saveWaiting = async () => {
    const ids = await owned;
    const tunes = waiting.splice(0, tunesAtOnce);
    // Empty when an earlier group took these tunes along.
    if (tunes.length > 0) await saveGroup(sync, { tunes, owned: ids });
  };
  return async (tunes) => {
    for (const tune of tunes) waiting.push(tune);
    const turns = Math.ceil(tunes.length / tunesAtOnce);
    await waitForAll(
      sync.reporter,
      Array.from({ length: turns }, () => limit(saveWaiting)),
    );
  };
}

/** Reads the catalogue first: most tunes are in it, and a batch that creates an existing document fails. */
async function saveGroup(
  { context: { db }, request: { uid, learnStatus }, reporter }: ActiveSync,
  { tunes, owned }: { tunes: readonly Tune[]; owned: ReadonlySet<string> },
): Promise<void> {
  reporter.signal.throwIfAborted();
  const shared = await withoutPresent(
    db,
    tunes.map((tune) => catalogueDocument(db, tune)),
  );
  const missing = tunes.filter(({ tuneId }) => !owned.has(String(tuneId)));
  const own = missing.map((tune) => ownDocument(db, { uid, tune, learnStatus }));
  await reporter.confirmLease();
  const written = await createMissing(db, [...shared, ...own]);
  const created = shared.filter(({ reference }) => written.has(reference.path)).length;
  const added = own.filter(({ reference }) => written.has(reference.path)).length;
  reporter.report({ kind: 'tunes_saved', created, added, skipped: tunes.length - added });
}
