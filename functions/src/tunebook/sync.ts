import { UpstreamError } from '../upstream/errors.ts';
import type { CallOptions, TunebookPage } from '../upstream/thesession.ts';
import { lookUpMessage, namelessMessage, pageMessage, shiftedMessage } from './messages.ts';
import { countEntries, createDeduplicator, type NewEntries, pagesAfterFirst } from './pages.ts';
import { saveMember } from './profile.ts';
import type { ActiveSync } from './reporter.ts';
import { createSaver, type Saver } from './saving.ts';
import { readEntry, type Tune } from './tune.ts';

/** Pages of one sync that are read at once, those that wait for a retry included: as many as the instance requests. */
const pagesAtOnce = 4;

/**
 * Reads the tunebook page by page and saves the tunes of each page as it comes. Reports what fails for
 * one tune or one later page and goes on. Throws whatever ends the whole sync: UpstreamError for page 1,
 * TunebookTooLargeError, StoppedError, LeavingError, or an error of Firestore. Leaves nothing running.
 */
export async function carryOut(sync: ActiveSync): Promise<void> {
  const { context, request, reporter } = sync;
  const options = { retry: request.retry, signal: reporter.signal };
  const first = await readFirstPage(sync, options);
  const laterPages = pagesAfterFirst(first.pages).values();
  reporter.report({ kind: 'opened', memberName: first.memberName, pages: first.pages, total: first.total });

  const saver = createSaver(sync);
  const work: Work = { ...sync, options, laterPages, newEntries: createDeduplicator(), saver };
  const { uid, memberId, saveMemberId } = request;
  const tasks = [
    saveMemberId ? saveMember(context.db, uid, memberId) : Promise.resolve(),
    takePage(work, first.entries),
    ...Array.from({ length: pagesAtOnce }, () => readLaterPages(work)),
  ];
  // The first failure stops the other tasks; all of them have ended before it is thrown.
  await Promise.all(tasks.map((task) => task.catch((error: unknown) => reporter.stop(error))));
  await saver.finish();
  reporter.signal.throwIfAborted();
  const { pagesFailed, tunesFetched } = reporter.progress();
  const missing = (first.total ?? 0) - tunesFetched;
  if (pagesFailed === 0 && missing > 0) {
    reporter.report({ kind: 'inconsistency_found', message: shiftedMessage(missing) });
  }
}

interface Work extends ActiveSync {
  options: CallOptions;
  /** The pages that no reader has taken yet. */
  laterPages: Iterator<number>;
  newEntries: (entries: readonly unknown[]) => NewEntries;
  saver: Saver;
}

async function readFirstPage({ context, request }: ActiveSync, options: CallOptions): Promise<TunebookPage> {
  try {
    return await context.theSession.tunebookPage(request.memberId, 1, options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

/** Reads one page after another until none is left, and pauses while the backlog of tunes to save is full. */
async function readLaterPages(work: Work): Promise<void> {
  for (let next = work.laterPages.next(); !next.done; next = work.laterPages.next()) {
    const entries = await readLaterPage(work, next.value);
    if (entries !== null) await takePage(work, entries);
  }
}

/** Returns the entries of a page; reports a page that fails for good and returns null. */
async function readLaterPage(work: Work, page: number): Promise<readonly unknown[] | null> {
  const { context, request, reporter, options } = work;
  options.signal.throwIfAborted();
  try {
    return (await context.theSession.tunebookPage(request.memberId, page, options)).entries;
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    reporter.report({ kind: 'page_failed', message: pageMessage(page, error.failure, error.attempts) });
    return null;
  }
}

/** Queues the tunes of a page for saving, and looks up those whose entry lacks a name or a type. */
async function takePage(work: Work, entries: readonly unknown[]): Promise<void> {
  const { reporter, saver } = work;
  const page = work.newEntries(entries);
  reporter.report({ kind: 'page_read', entries: countEntries(page) });
  for (const { tuneId, message } of page.unusable) reporter.report({ kind: 'tune_failed', tuneId, message });
  await saver.add(page.tunes);
  for (const tuneId of page.incomplete) {
    const tune = await lookUp(work, tuneId);
    if (tune !== null) await saver.add([tune]);
  }
}

/** Looks up a tune; reports a failure and returns null. */
async function lookUp({ context, reporter, options }: Work, tuneId: number): Promise<Tune | null> {
  options.signal.throwIfAborted();
  try {
    const found = readEntry(await context.theSession.tune(tuneId, options));
    if (found.kind === 'complete' && found.tune.tuneId === tuneId) return found.tune;
    reporter.report({ kind: 'tune_failed', tuneId, message: namelessMessage(tuneId) });
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    reporter.report({ kind: 'tune_failed', tuneId, message: lookUpMessage(tuneId, error.failure, error.attempts) });
  }
  return null;
}
