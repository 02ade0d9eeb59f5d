import pLimit from 'p-limit';
import { catalogueDocument, createMissing, ownDocument, withoutPresent } from './collection.ts';
import type { TunebookContext } from './context.ts';
import type { Order } from './input.ts';
import { allOf, type Report } from './reporter.ts';
import type { Tune } from './tune.ts';

/** Groups of tunes that one sync saves at once (measured with 2 000: eight cost a third more processor time, and win none). */
const savesAtOnce = 2;

/** The largest group: each tune is two documents of one batch, which takes 500 (API documentation). */
const tunesAtOnce = 250;

/**
 * Saves tunes, each in the catalogue and in the user's collection, and tells the report. Throws when
 * Firestore fails. All are saved once every call has come to its end.
 */
export type Save = (tunes: readonly Tune[]) => Promise<void>;

/**
 * Tunes that come while others are being saved wait and go together: fewer, larger requests the
 * busier it is.
 *
 * @param owned ids of the tunes that were in the collection when the sync began.
 */
export function createSave(
  context: TunebookContext,
  order: Order,
  report: Report,
  owned: Promise<ReadonlySet<string>>,
): Save {
  const limit = pLimit(savesAtOnce);
  const waiting: Tune[] = [];
  const saveWaiting = async () => {
    const ids = await owned;
    const group = waiting.splice(0, tunesAtOnce);
    // An earlier turn took them along.
    if (group.length > 0) await saveGroup(context, order, report, ids, group);
  };
  return async (tunes) => {
    for (const tune of tunes) waiting.push(tune);
    const turns = Math.ceil(tunes.length / tunesAtOnce);
    await allOf(
      report,
      Array.from({ length: turns }, () => limit(saveWaiting)),
    );
  };
}

/**
 * Adds a group to the catalogue and to the collection in one batch. Looks into the catalogue first:
 * most tunes are in it, and a batch with one that is there would fail.
 */
async function saveGroup(
  { db }: TunebookContext,
  { uid, learnStatus }: Order,
  report: Report,
  owned: ReadonlySet<string>,
  tunes: readonly Tune[],
): Promise<void> {
  report.signal.throwIfAborted();
  const shared = await withoutPresent(
    db,
    tunes.map((tune) => catalogueDocument(db, tune)),
  );
  const missing = tunes.filter(({ tuneId }) => !owned.has(String(tuneId)));
  const own = missing.map((tune) => ownDocument(db, uid, tune, learnStatus));
  await report.confirm();
  const written = await createMissing(db, [...shared, ...own]);
  const created = shared.filter(({ reference }) => written.has(reference.path)).length;
  const added = own.filter(({ reference }) => written.has(reference.path)).length;
  report.tell({ kind: 'tunes_saved', created, added, skipped: tunes.length - added });
}
