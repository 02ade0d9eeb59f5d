import pLimit from 'p-limit';
import { UpstreamError } from '../upstream/errors.ts';
import type { CallOptions, TunebookPage } from '../upstream/thesession.ts';
import { catalogueDocument } from './catalogue.ts';
import { ownDocument, readOwnedTunes } from './collection.ts';
import type { TunebookContext } from './context.ts';
import { createIntake, type Intake, intakeSize } from './intake.ts';
import type { LearnStatus } from './learn-status.ts';
import { lookUpMessage, namelessMessage, pageMessage, shiftedMessage } from './messages.ts';
import { createMissing, withoutPresent } from './new-documents.ts';
import { pagesAfterFirst } from './pages.ts';
import { saveMember } from './profile.ts';
import type { Report } from './report.ts';
import { readEntry, type Tune } from './tune.ts';

/** What is to be synced, for whom. */
export interface Order {
  uid: string;
  memberId: number;
  learnStatus: LearnStatus;
  /** Whether the member is kept for the next time. */
  saveMemberId: boolean;
  /** Whether requests that failed in a way that may pass are repeated. */
  retry: boolean;
}

/** Requests of one sync under way at once, those that wait to be repeated included (the contract). */
const requestsAtOnce = 4;

/** Groups of tunes that one sync saves at once. */
const savesAtOnce = 8;

/** Tunes saved together, each in two documents of one batch: a page, unless thesession.org sends more than was asked for. */
const tunesAtOnce = 250;

/**
 * Carries a sync out: reads the tunebook page by page and saves the tunes of each page as it comes.
 * What fails for one tune or one later page is told to the report, and the others go on. Throws what
 * ends the whole: UpstreamError for the first page, TunebookTooLargeError, StoppedError, or an error
 * of Firestore. Nothing is under way any more when it ends.
 */
export async function carryOut(context: TunebookContext, order: Order, report: Report): Promise<void> {
  const { signal } = report;
  const options = { retry: order.retry, signal };
  const owned = readOwnedTunes(context.db, order.uid);
  // Awaited only once there are tunes to compare; until then its failure must not go unhandled.
  owned.catch(() => {});
  const first = await readFirstPage(context, order, options);
  const later = pagesAfterFirst(first.pages);
  report.tell({ kind: 'opened', memberName: first.memberName, pages: first.pages, total: first.total });

  const work: Work = {
    context,
    order,
    report,
    options,
    owned,
    request: pLimit(requestsAtOnce),
    save: pLimit(savesAtOnce),
  };
  const intake = createIntake();
  await allOf(report, [
    order.saveMemberId ? saveMember(context.db, order.uid, order.memberId) : Promise.resolve(),
    takePage(work, intake(first.entries)),
    ...later.map(async (page) => {
      const entries = await readLaterPage(work, page);
      if (entries !== null) await takePage(work, intake(entries));
    }),
  ]);
  const { pagesFailed, tunesFetched } = report.progress();
  const missing = (first.total ?? 0) - tunesFetched;
  if (pagesFailed === 0 && missing > 0) report.tell({ kind: 'flaw_found', message: shiftedMessage(missing) });
}

interface Work {
  context: TunebookContext;
  order: Order;
  report: Report;
  options: CallOptions;
  /** Ids of the tunes that were in the collection when the sync began. */
  owned: Promise<ReadonlySet<string>>;
  /** Runs a piece of work, its repeats included, as one of the sync's own requests. */
  request<T>(work: () => Promise<T>): Promise<T>;
  save<T>(work: () => Promise<T>): Promise<T>;
}

async function readFirstPage(
  { theSession }: TunebookContext,
  order: Order,
  options: CallOptions,
): Promise<TunebookPage> {
  try {
    return await theSession.tunebookPage(order.memberId, 1, options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

/** The entries of a page; null when it failed for good, which the report has been told. */
async function readLaterPage(work: Work, page: number): Promise<readonly unknown[] | null> {
  const { context, order, report, options } = work;
  return await work.request(async () => {
    options.signal.throwIfAborted();
    try {
      return (await context.theSession.tunebookPage(order.memberId, page, options)).entries;
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      report.tell({ kind: 'page_failed', message: pageMessage(page, error.failure, error.attempts) });
      return null;
    }
  });
}

async function takePage(work: Work, page: Intake): Promise<void> {
  work.report.tell({ kind: 'page_read', entries: intakeSize(page) });
  for (const { tuneId, message } of page.unusable) work.report.tell({ kind: 'tune_failed', tuneId, message });
  const lookedUp = Promise.all(page.incomplete.map((tuneId) => lookUp(work, tuneId)));
  await allOf(work.report, [
    saveAll(work, page.tunes),
    lookedUp.then((tunes) =>
      saveAll(
        work,
        tunes.filter((tune) => tune !== null),
      ),
    ),
  ]);
}

/** A tune that its entry does not name; null when it cannot be had, which the report has been told. */
async function lookUp(work: Work, tuneId: number): Promise<Tune | null> {
  const { context, report, options } = work;
  return await work.request(async () => {
    options.signal.throwIfAborted();
    try {
      const found = readEntry(await context.theSession.tune(tuneId, options));
      if (found.kind === 'whole' && found.tune.tuneId === tuneId) return found.tune;
      report.tell({ kind: 'tune_failed', tuneId, message: namelessMessage(tuneId) });
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      report.tell({ kind: 'tune_failed', tuneId, message: lookUpMessage(tuneId, error.failure, error.attempts) });
    }
    return null;
  });
}

async function saveAll(work: Work, tunes: readonly Tune[]): Promise<void> {
  const groups = Array.from({ length: Math.ceil(tunes.length / tunesAtOnce) }, (_, place) =>
    tunes.slice(place * tunesAtOnce, (place + 1) * tunesAtOnce),
  );
  await allOf(
    work.report,
    groups.map((group) => work.save(() => saveGroup(work, group))),
  );
}

/**
 * Adds a group to the catalogue and to the collection in one batch. Looks into the catalogue first:
 * most tunes are in it, and a batch with one that is there would fail.
 */
async function saveGroup({ context, order, report, owned }: Work, tunes: readonly Tune[]): Promise<void> {
  const { db } = context;
  const ids = await owned;
  const fresh = tunes.filter(({ tuneId }) => !ids.has(String(tuneId)));
  const shared = await withoutPresent(
    db,
    tunes.map((tune) => catalogueDocument(db, tune)),
  );
  const own = fresh.map((tune) => ownDocument(db, order.uid, tune, order.learnStatus));
  await report.confirm();
  const written = await createMissing(db, [...shared, ...own]);
  const created = shared.filter(({ reference }) => written.has(reference.path)).length;
  const added = own.filter(({ reference }) => written.has(reference.path)).length;
  report.tell({ kind: 'tunes_saved', created, added, skipped: tunes.length - added });
}

/** Waits for all of them to end, whatever happens; the first failure stops the others and is thrown. */
async function allOf(report: Report, tasks: readonly Promise<void>[]): Promise<void> {
  await Promise.all(tasks.map((task) => task.catch((error: unknown) => report.fail(error))));
  report.signal.throwIfAborted();
}
