import pLimit from 'p-limit';
import { allOf } from './all-of.ts';
import { catalogueDocument } from './catalogue.ts';
import { ownDocument } from './collection.ts';
import type { TunebookContext } from './context.ts';
import { createMissing, withoutPresent } from './new-documents.ts';
import type { Order } from './order.ts';
import type { Report } from './report.ts';
import type { Tune } from './tune.ts';

/** Groups of tunes that one sync saves at once (decided: as many as two rounds of pages bring). */
const savesAtOnce = 8;

/**
 * Tunes saved together, each in two documents of one batch, which takes 500 at most: a page, unless
 * thesession.org sends more than was asked for.
 */
const tunesAtOnce = 250;

/** Saves tunes, each in the catalogue and in the user's collection, and tells the report. Throws when Firestore fails. */
export type Save = (tunes: readonly Tune[]) => Promise<void>;

/** @param owned ids of the tunes that were in the collection when the sync began. */
export function createSave(
  context: TunebookContext,
  order: Order,
  report: Report,
  owned: Promise<ReadonlySet<string>>,
): Save {
  const limit = pLimit(savesAtOnce);
  return async (tunes) => {
    const groups = Array.from({ length: Math.ceil(tunes.length / tunesAtOnce) }, (_, place) =>
      tunes.slice(place * tunesAtOnce, (place + 1) * tunesAtOnce),
    );
    const save = async (group: readonly Tune[]) => await saveGroup(context, order, report, await owned, group);
    await allOf(
      report,
      groups.map((group) => limit(() => save(group))),
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
