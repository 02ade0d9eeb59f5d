import pLimit from 'p-limit';
import { UpstreamError } from '../upstream/errors.ts';
import type { CallOptions, TunebookPage } from '../upstream/thesession.ts';
import { readOwnedTunes } from './collection.ts';
import type { TunebookContext } from './context.ts';
import type { Order } from './input.ts';
import { lookUpMessage, namelessMessage, pageMessage, shiftedMessage } from './messages.ts';
import { createIntake, type Intake, intakeSize, pagesAfterFirst } from './pages.ts';
import { saveMember } from './profile.ts';
import { allOf, type Report } from './reporter.ts';
import { createSave, type Save } from './saving.ts';
import { readEntry, type Tune } from './tune.ts';

/** Requests of one sync under way at once, those that wait to be repeated included (the contract). */
const requestsAtOnce = 4;

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

  const save = createSave(context, order, report, owned);
  const work: Work = { context, order, report, options, request: pLimit(requestsAtOnce), save };
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
  /** Runs a piece of work, its repeats included, as one of the sync's own requests. */
  request<T>(work: () => Promise<T>): Promise<T>;
  save: Save;
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
    work.save(page.tunes),
    lookedUp.then((tunes) => work.save(tunes.filter((tune) => tune !== null))),
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
