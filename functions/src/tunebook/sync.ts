import pLimit from 'p-limit';
import { UpstreamError } from '../upstream/errors.ts';
import type { CallOptions, TunebookPage } from '../upstream/thesession.ts';
import { readOwnedTunes } from './collection.ts';
import { lookUpMessage, namelessMessage, pageMessage, shiftedMessage } from './messages.ts';
import { countEntries, createDeduplicator, type NewEntries, pagesAfterFirst } from './pages.ts';
import { saveMember } from './profile.ts';
import { type ActiveSync, waitForAll } from './reporter.ts';
import { createSave, type Save } from './saving.ts';
import { readEntry, type Tune } from './tune.ts';

/** The most requests of one sync at once, those that wait for a retry included: as many as the instance sends. */
const requestsAtOnce = 4;

/**
 * Reads the tunebook page by page and saves the tunes of each page as it comes. Reports what fails for
 * one tune or one later page and goes on. Throws whatever ends the whole sync: UpstreamError for page 1,
 * TunebookTooLargeError, StoppedError, or an error of Firestore. Leaves nothing running.
 */
export async function carryOut(sync: ActiveSync): Promise<void> {
  const { context, request, reporter } = sync;
  const options = { retry: request.retry, signal: reporter.signal };
  const owned = readOwnedTunes(context.db, request.uid);
  // Awaited only once there are tunes to save; until then its failure must not count as unhandled.
  owned.catch(() => {});
  const first = await readFirstPage(sync, options);
  const later = pagesAfterFirst(first.pages);
  reporter.report({ kind: 'opened', memberName: first.memberName, pages: first.pages, total: first.total });

  const work: Work = { ...sync, options, limit: pLimit(requestsAtOnce), save: createSave(sync, owned) };
  const newEntries = createDeduplicator();
  await waitForAll(reporter, [
    request.saveMemberId ? saveMember(context.db, request.uid, request.memberId) : Promise.resolve(),
    takePage(work, newEntries(first.entries)),
    ...later.map(async (page) => {
      const entries = await readLaterPage(work, page);
      if (entries !== null) await takePage(work, newEntries(entries));
    }),
  ]);
  const { pagesFailed, tunesFetched } = reporter.progress();
  const missing = (first.total ?? 0) - tunesFetched;
  if (pagesFailed === 0 && missing > 0) {
    reporter.report({ kind: 'inconsistency_found', message: shiftedMessage(missing) });
  }
}

interface Work extends ActiveSync {
  options: CallOptions;
  /** Runs one request with its retries when one of the sync's places is free. */
  limit<T>(work: () => Promise<T>): Promise<T>;
  save: Save;
}

async function readFirstPage({ context, request }: ActiveSync, options: CallOptions): Promise<TunebookPage> {
  try {
    return await context.theSession.tunebookPage(request.memberId, 1, options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

/** Returns the entries of a page; reports a page that fails for good and returns null. */
async function readLaterPage(work: Work, page: number): Promise<readonly unknown[] | null> {
  const { context, request, reporter, options } = work;
  return await work.limit(async () => {
    options.signal.throwIfAborted();
    try {
      return (await context.theSession.tunebookPage(request.memberId, page, options)).entries;
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      reporter.report({ kind: 'page_failed', message: pageMessage(page, error.failure, error.attempts) });
      return null;
    }
  });
}

async function takePage(work: Work, page: NewEntries): Promise<void> {
  work.reporter.report({ kind: 'page_read', entries: countEntries(page) });
  for (const { tuneId, message } of page.unusable) work.reporter.report({ kind: 'tune_failed', tuneId, message });
  const lookedUp = Promise.all(page.incomplete.map((tuneId) => lookUp(work, tuneId)));
  await waitForAll(work.reporter, [
    work.save(page.tunes),
    lookedUp.then((tunes) => work.save(tunes.filter((tune) => tune !== null))),
  ]);
}

/** Looks up a tune whose entry lacks a name or a type; reports a failure and returns null. */
async function lookUp(work: Work, tuneId: number): Promise<Tune | null> {
  const { context, reporter, options } = work;
  return await work.limit(async () => {
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
  });
}
