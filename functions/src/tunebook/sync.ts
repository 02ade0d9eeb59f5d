import { UpstreamError } from '../upstream/errors.ts';
import type { TunebookPage } from '../upstream/thesession.ts';
import {
  lookUpMessage,
  namelessMessage,
  notLookedUpMessage,
  pageMessage,
  shiftedMessage,
  skippedPagesMessage,
} from './messages.ts';
import { countEntries, createDeduplicator, type NewEntries, pagesAfterFirst } from './pages.ts';
import { saveMember } from './profile.ts';
import type { ActiveSync } from './reporter.ts';
import { createSaver, type Saver } from './saving.ts';
import { readEntry, type Tune } from './tune.ts';

/** Pages of one sync that are read at once, those that wait for a retry included: as many as the instance requests. */
const pagesAtOnce = 4;

/** After this many failed pages in a row the sync stops reading: thesession.org is down. */
const mostFailedInRow = 5;

/**
 * Reads the tunebook page by page and saves the tunes of each page as it comes. Reports what fails for
 * one tune or one later page and goes on. Throws whatever ends the whole sync: UpstreamError for page 1,
 * TunebookTooLargeError, StoppedError, LeavingError, or an error of Firestore. Leaves nothing running.
 */
export async function carryOut(sync: ActiveSync): Promise<void> {
  const { context, request, reporter } = sync;
  const first = await readFirstPage(sync);
  const laterPages = pagesAfterFirst(first.pages).values();
  reporter.report({ kind: 'opened', memberName: first.memberName, pages: first.pages, total: first.total });

  const saver = createSaver(sync);
  const giveUp = new AbortController();
  const signal = AbortSignal.any([reporter.signal, giveUp.signal]);
  const reading = { laterPages, unread: [], failedInRow: 0, giveUp };
  const work: Work = { ...sync, signal, reading, newEntries: createDeduplicator(), saver };
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
  const unread = [...work.reading.unread, ...laterPages].sort((a, b) => a - b);
  if (unread.length > 0) {
    reporter.report({ kind: 'pages_skipped', pages: unread.length, message: skippedPagesMessage(unread) });
  }
  const { pagesFailed, tunesFetched } = reporter.progress();
  const missing = (first.total ?? 0) - tunesFetched;
  if (pagesFailed === 0 && missing > 0) {
    reporter.report({ kind: 'inconsistency_found', message: shiftedMessage(missing) });
  }
}

/** How far the pages after the first have come. */
interface Reading {
  /** The pages that no reader has taken yet. */
  laterPages: Iterator<number>;
  /** The pages whose requests were aborted. */
  unread: number[];
  /** Pages that failed for good since the last one that was read, in the order in which they ended. */
  failedInRow: number;
  giveUp: AbortController;
}

interface Work extends ActiveSync {
  /** Aborts when the sync stops or gives up reading. */
  signal: AbortSignal;
  reading: Reading;
  newEntries: (entries: readonly unknown[]) => NewEntries;
  saver: Saver;
}

async function readFirstPage({ context, request, reporter: { signal } }: ActiveSync): Promise<TunebookPage> {
  try {
    return await context.theSession.tunebookPage(request.memberId, 1, { retry: request.retry, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Reads one page after another until none is left, and pauses while the backlog of tunes to save is full. */
async function readLaterPages(work: Work): Promise<void> {
  const { laterPages } = work.reading;
  while (!work.signal.aborted) {
    const next = laterPages.next();
    if (next.done) return;
    const entries = await readLaterPage(work, next.value);
    if (entries !== null) await takePage(work, entries);
  }
}

/** Returns the entries of a page; reports a page that fails for good and returns null. */
async function readLaterPage(work: Work, page: number): Promise<readonly unknown[] | null> {
  const { context, request, reporter, reading, signal } = work;
  try {
    const { entries } = await context.theSession.tunebookPage(request.memberId, page, { retry: request.retry, signal });
    reading.failedInRow = 0;
    return entries;
  } catch (error) {
    reporter.signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    if (reading.giveUp.signal.aborted) {
      reading.unread.push(page);
      return null;
    }
    reporter.report({ kind: 'page_failed', message: pageMessage(page, error.failure, error.attempts) });
    reading.failedInRow += 1;
    if (reading.failedInRow === mostFailedInRow) reading.giveUp.abort();
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
async function lookUp({ context, request, reporter, signal }: Work, tuneId: number): Promise<Tune | null> {
  try {
    const found = readEntry(await context.theSession.tune(tuneId, { retry: request.retry, signal }));
    if (found.kind === 'complete' && found.tune.tuneId === tuneId) return found.tune;
    reporter.report({ kind: 'tune_failed', tuneId, message: namelessMessage(tuneId) });
  } catch (error) {
    reporter.signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    const { failure, attempts } = error;
    const message = signal.aborted ? notLookedUpMessage(tuneId) : lookUpMessage(tuneId, failure, attempts);
    reporter.report({ kind: 'tune_failed', tuneId, message });
  }
  return null;
}
