import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describe as describeProgress } from '../../../functions/src/tunebook/messages.ts';
import {
  advance,
  beginProgress,
  isEnded,
  type Progress,
  type ProgressEvent,
} from '../../../functions/src/tunebook/progress.ts';

const begun = beginProgress(12, 'learning');
const progressAfter = (...events: ProgressEvent[]) => events.reduce(advance, begun);
const opened: ProgressEvent = { kind: 'opened', memberName: 'Kitchen Fiddler', pages: 4, total: 200 };
const page: ProgressEvent = { kind: 'page_read', entries: 50 };
const saved: ProgressEvent = { kind: 'tunes_saved', created: 10, added: 40, skipped: 10 };
const allPages = [opened, page, page, page, page];

describe('the percentage and status', () => {
  const table: readonly (readonly [string, ProgressEvent[], Progress['status'], number])[] = [
    ['nothing', [], 'fetching_metadata', 0],
    ['the size of the tunebook is known', [opened], 'fetching_metadata', 10],
    ['one of four pages', [opened, page], 'fetching_metadata', 22],
    ['one page whose tunes are saved', [opened, page, saved], 'fetching_metadata', 22],
    [
      'three pages, one of them failed',
      [opened, page, page, { kind: 'page_failed', message: '' }],
      'fetching_metadata',
      47,
    ],
    ['all pages', allPages, 'adding_to_collection', 60],
    ['all pages and half of the tunes', [...allPages, saved, saved], 'adding_to_collection', 77],
    [
      'all pages, with half of the tunes saved meanwhile',
      [opened, page, saved, page, saved, page, page],
      'adding_to_collection',
      77,
    ],
    [
      'all pages and half of the tunes, one of them failed',
      [...allPages, saved, { kind: 'tune_failed', tuneId: 3, message: '' }, saved],
      'adding_to_collection',
      77,
    ],
    [
      'both tunes of a tunebook, one of them failed',
      [
        { ...opened, pages: 1, total: 2 },
        { ...page, entries: 2 },
        { ...saved, added: 1, skipped: 0 },
        { kind: 'tune_failed', tuneId: 3, message: '' },
      ],
      'adding_to_collection',
      95,
    ],
    ['an error before page 1', [{ kind: 'inconsistency_found', message: '' }], 'fetching_metadata', 0],
    ['all pages and all tunes', [...allPages, saved, saved, saved, saved], 'adding_to_collection', 95],
    ['the end', [...allPages, saved, { kind: 'completed' }], 'completed', 100],
    ['a failure', [opened, page, { kind: 'failed', message: 'x' }], 'failed', 22],
    ['a cancellation', [...allPages, saved, saved, { kind: 'cancelled', message: 'x' }], 'cancelled', 77],
  ];
  test.each(table)('are right after %s', (_, events, status, progressPercent) => {
    expect(progressAfter(...events)).toMatchObject({ status, progressPercent });
  });

  test('of an empty tunebook move on to the tunes at once', () => {
    const read = progressAfter({ ...opened, pages: 1, total: 0 }, { kind: 'page_read', entries: 0 });
    expect(read).toMatchObject({ status: 'adding_to_collection', progressPercent: 60 });
  });
});

describe('the counts', () => {
  test('add up what was saved, in the catalogue and in the collection', () => {
    const { tunesCreated, personTunesAdded, personTunesSkipped } = progressAfter(opened, page, saved, page, saved);
    expect({ tunesCreated, personTunesAdded, personTunesSkipped }).toEqual({
      tunesCreated: 20,
      personTunesAdded: 80,
      personTunesSkipped: 20,
    });
  });

  test('use the fetched tunes as the total when the tunebook claims none or too few', () => {
    expect(progressAfter({ ...opened, total: null }, page)).toMatchObject({ tunesFetched: 50, tunesTotal: 50 });
    expect(progressAfter({ ...opened, total: 20 }, page)).toMatchObject({ tunesFetched: 50, tunesTotal: 50 });
    expect(progressAfter(opened).tunesTotal).toBe(200);
    expect(progressAfter({ ...opened, total: null }).tunesTotal).toBe(0);
  });

  test('hold every error, and the list the first 50', () => {
    const events = Array.from(
      { length: 60 },
      (_, tuneId): ProgressEvent => ({ kind: 'tune_failed', tuneId, message: `${tuneId}` }),
    );
    const { errorCount, errors } = progressAfter(opened, ...events);
    expect(errorCount).toBe(60);
    expect(errors.map(({ tuneId }) => tuneId)).toEqual(Array.from({ length: 50 }, (_, place) => place));
  });

  test('list equal errors as one with their number', () => {
    const error: ProgressEvent = { kind: 'tune_failed', tuneId: null, message: 'x' };
    const other: ProgressEvent = { kind: 'tune_failed', tuneId: 3, message: 'x' };
    expect(progressAfter(opened, error, other, error, error)).toMatchObject({
      errorCount: 4,
      errors: [
        { tuneId: null, message: 'x', count: 3 },
        { tuneId: 3, message: 'x', count: 1 },
      ],
    });
  });

  test('take pages that were not read as done and failed', () => {
    const skipped: ProgressEvent = { kind: 'pages_skipped', pages: 3, message: 'x' };
    expect(progressAfter(opened, page, skipped)).toMatchObject({
      status: 'adding_to_collection',
      pagesDone: 4,
      pagesFailed: 3,
      errorCount: 1,
    });
  });

  test.each<[string, ProgressEvent, object]>([
    ['a tune', { kind: 'tune_failed', tuneId: 3, message: 'x' }, { pagesFailed: 0, tunesFailed: 1 }],
    ['a page', { kind: 'page_failed', message: 'x' }, { pagesFailed: 1, tunesFailed: 0 }],
    ['the tunebook', { kind: 'inconsistency_found', message: 'x' }, { pagesFailed: 0, tunesFailed: 0 }],
  ])('of an error of %s end in completed_with_errors', (_, error, counts) => {
    expect(progressAfter(opened, page, error, { kind: 'completed' })).toMatchObject({
      ...counts,
      status: 'completed_with_errors',
      errorCount: 1,
      errors: [{ tuneId: error.kind === 'tune_failed' ? 3 : null, message: 'x', count: 1 }],
    });
  });
});

describe('the message', () => {
  test.each<[string, ProgressEvent[]]>([
    ['Opening the tunebook at thesession.org.', []],
    ['Reading the tunebook of Kitchen Fiddler: 1 of 4 pages, 50 tunes so far.', [opened, page]],
    [
      'Reading the tunebook: 1 of 4 pages, 1 tune so far.',
      [
        { ...opened, memberName: '' },
        { ...page, entries: 1 },
      ],
    ],
    ['Adding to your collection: 50 of 200 tunes done.', [...allPages, saved]],
    ['40 tunes added, 10 already in your collection.', [...allPages, saved, { kind: 'completed' }]],
    ['Stop.', [opened, { kind: 'failed', message: 'Stop.' }]],
    ['Enough.', [opened, { kind: 'cancelled', message: 'Enough.' }]],
  ])('is: %s', (message, events) => {
    expect(describeProgress(progressAfter(...events))).toBe(message);
  });
});

const count = fc.nat({ max: 60 });
const message = fc.string({ maxLength: 5 });
const running: fc.Arbitrary<ProgressEvent> = fc.oneof(
  fc.record({ kind: fc.constant('page_read'), entries: count }),
  fc.record({ kind: fc.constant('page_failed'), message }),
  fc.record({ kind: fc.constant('pages_skipped'), pages: fc.integer({ min: 1, max: 60 }), message }),
  fc.record({ kind: fc.constant('tunes_saved'), created: count, added: count, skipped: count }),
  fc.record({ kind: fc.constant('tune_failed'), tuneId: fc.option(fc.nat(), { nil: null }), message }),
  fc.record({ kind: fc.constant('inconsistency_found'), message }),
);
const opening: fc.Arbitrary<ProgressEvent> = fc.record({
  kind: fc.constant('opened' as const),
  memberName: message,
  pages: fc.integer({ min: 1, max: 2000 }),
  total: fc.option(fc.nat(), { nil: null }),
});
const ending: fc.Arbitrary<ProgressEvent> = fc.oneof(
  fc.constant<ProgressEvent>({ kind: 'completed' }),
  fc.record({ kind: fc.constantFrom('failed', 'cancelled'), message }),
);
const any = fc.oneof(
  { weight: 10, arbitrary: running },
  { weight: 1, arbitrary: opening },
  { weight: 1, arbitrary: ending },
);

describe('any sequence of events', () => {
  test('never lowers the percentage, which is 100 only when completed', () => {
    fc.assert(
      fc.property(fc.array(any), (events) => {
        let progress = begun;
        for (const event of events) {
          const next = advance(progress, event);
          expect(next.progressPercent).toBeGreaterThanOrEqual(progress.progressPercent);
          expect(Number.isInteger(next.progressPercent)).toBe(true);
          expect(next.progressPercent === 100).toBe(
            next.status === 'completed' || next.status === 'completed_with_errors',
          );
          progress = next;
        }
      }),
    );
  });

  test('keeps the percentage at most 60 while pages are missing, and at least 60 after that', () => {
    fc.assert(
      fc.property(opening, fc.array(running), (first, events) => {
        const progress = [first, ...events].reduce(advance, begun);
        const { status, progressPercent } = progress;
        if (status === 'fetching_metadata') expect(progressPercent).toBeLessThanOrEqual(60);
        else expect(progressPercent).toBeGreaterThanOrEqual(60);
        expect(progressPercent).toBeLessThanOrEqual(95);
      }),
    );
  });

  test('changes nothing after the end', () => {
    fc.assert(
      fc.property(fc.array(running), ending, fc.array(any), (before, end, later) => {
        const ended = [...before, end].reduce(advance, begun);
        expect(isEnded(ended)).toBe(true);
        expect(later.reduce(advance, ended)).toBe(ended);
      }),
    );
  });

  test('counts every error, lists at most 50 and each of them once', () => {
    fc.assert(
      fc.property(fc.array(running, { maxLength: 200 }), (events) => {
        const { errorCount, errors } = events.reduce(advance, begun);
        const failed = events.filter(({ kind }) =>
          ['page_failed', 'pages_skipped', 'tune_failed', 'inconsistency_found'].includes(kind),
        );
        expect(errorCount).toBe(failed.length);
        expect(errors.length).toBeLessThanOrEqual(50);
        const kinds = new Set(errors.map(({ tuneId, message: text }) => JSON.stringify([tuneId, text])));
        expect(kinds.size).toBe(errors.length);
        const listed = errors.reduce((sum, error) => sum + error.count, 0);
        if (errors.length < 50) expect(listed).toBe(failed.length);
      }),
    );
  });
});
