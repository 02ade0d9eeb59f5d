import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();
const status = (code: number, headers: Record<string, string> = {}) =>
  ({ kind: 'status', status: code, headers }) as const;
const json = (value: unknown) => ({ kind: 'status', status: 200, body: JSON.stringify(value) }) as const;

describe('a page 1 that fails for good', () => {
  const refusals: readonly (readonly [string, FaultRule['actions'][number], string, number, RegExp])[] = [
    ['404', status(404), 'not-found', 1, /has no member/],
    ['410', status(410), 'not-found', 1, /removed or is private/],
    ['403', status(403), 'internal', 1, /refused to send this tunebook \(HTTP 403\)/],
    ['400', status(400), 'internal', 1, /HTTP 400/],
    ['302', status(302, { location: 'http://127.0.0.1:9/' }), 'internal', 1, /HTTP 302/],
    ['451', status(451), 'internal', 1, /HTTP 451/],
    ['429', status(429), 'unavailable', 4, /4 attempts/],
    ['408', status(408), 'unavailable', 4, /4 attempts/],
    ['500', status(500), 'unavailable', 4, /HTTP 500 after 4 attempts/],
    ['503', status(503), 'unavailable', 4, /HTTP 503 after 4 attempts/],
    [
      'a dropped connection',
      { kind: 'drop', when: 'before' },
      'unavailable',
      4,
      /could not be reached after 4 attempts/,
    ],
    ['HTML', { kind: 'unreadable', body: 'html' }, 'internal', 1, /^thesession.org sent invalid tunebook data/],
    [
      'half a page',
      { kind: 'unreadable', body: 'truncated' },
      'internal',
      1,
      /^thesession.org sent invalid tunebook data/,
    ],
    [
      'an empty body',
      { kind: 'unreadable', body: 'empty' },
      'internal',
      1,
      /^thesession.org sent invalid tunebook data/,
    ],
    ['no tunes', json({ pages: 1, total: 3 }), 'internal', 1, /^thesession.org sent invalid tunebook data/],
    ['pages as words', json({ pages: 'many', tunes: [] }), 'internal', 1, /^thesession.org sent invalid tunebook data/],
    ['pages as null', json({ pages: null, tunes: [] }), 'internal', 1, /^thesession.org sent invalid tunebook data/],
    ['negative pages', json({ pages: -3, tunes: [] }), 'internal', 1, /^thesession.org sent invalid tunebook data/],
    ['fractional pages', json({ pages: 2.5, tunes: [] }), 'internal', 1, /^thesession.org sent invalid tunebook data/],
    ['2 001 pages', json({ pages: 2001, total: 100_050, tunes: [] }), 'internal', 1, /more than 2000 pages/],
    [
      'pages above the safe integers',
      json({ pages: 1e300, tunes: [] }),
      'internal',
      1,
      /^thesession.org sent invalid tunebook data/,
    ],
  ];
  test.each(refusals)('with %s fails the call and the document alike', async (_, action, code, requests, message) => {
    world.order(1, [action], null);
    const error = await world.syncError('u', { memberId: memberOf(120) });
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(world.pageRequests()).toEqual({ 1: requests });
    const progress = await world.progress('u');
    expect(progress).toMatchObject({
      status: 'failed',
      message: error.message,
      leaseOwner: null,
      leaseExpiresAt: null,
    });
    expect(progress.finishedAt).toEqual(progress.updatedAt);
    expect((await world.profile('u').get()).exists).toBe(false);
  });

  test('with a time-out fails the call after four attempts', async () => {
    world.order(1, [{ kind: 'hold' }], null);
    const error = await world.syncError('u', { memberId: memberOf(3) }, world.instance({ timeoutMs: 60 }));
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe('thesession.org could not be reached after 4 attempts. Try again later.');
    // Not the requests that arrived: on busy cores an attempt can time out before it is sent.
    expect(world.waits).toEqual([2, 4, 8]);
  });

  test('is requested once when retries are off', async () => {
    world.order(1, [status(503)], null);
    const error = await world.syncError('u', { memberId: memberOf(3), retry: false });
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('HTTP 503') });
    expect(world.pageRequests()).toEqual({ 1: 1 });
  });

  test('with a Retry-After above 30 s is not retried', async () => {
    world.order(1, [status(429, { 'retry-after': '31' })], null);
    expect((await world.syncError('u', { memberId: memberOf(3) })).code).toBe('unavailable');
    expect(world.pageRequests()).toEqual({ 1: 1 });
  });
});

describe('a page that fails and then succeeds', () => {
  test('after a time-out costs one wait', async () => {
    world.order(1, [{ kind: 'hold' }]);
    // Long enough for the second request on busy cores.
    const { results } = await world.sync('u', { memberId: memberOf(3) }, world.instance({ timeoutMs: 1500 }));
    expect(results).toMatchObject({ status: 'completed', tunesFetched: 3 });
    expect(world.waits).toEqual([2]);
  });

  test('is retried after 2, 4 and 8 units', async () => {
    world.order(1, [status(500), status(429), { kind: 'drop', when: 'after' }]);
    expect((await world.sync('u', { memberId: memberOf(3) })).results).toMatchObject({ status: 'completed' });
    expect(world.waits).toEqual([2, 4, 8]);
  });

  test('causes no other page to be requested again: page 40 of 50', async () => {
    world.order(40, [status(503)]);
    const { results } = await world.sync('u', { memberId: memberOf(2500) });
    expect(results).toMatchObject({ status: 'completed', tunesFetched: 2500, personTunesAdded: 2500 });
    const once = Object.fromEntries(Array.from({ length: 50 }, (_, place) => [place + 1, 1]));
    expect(world.pageRequests()).toEqual({ ...once, 40: 2 });
  });

  test('is the only page when it holds no page count', async () => {
    world.order(1, [json({ tunes: [{ id: 9, name: 'The One', type: 'reel' }] })]);
    const { results } = await world.sync('u', { memberId: memberOf(120) });
    expect(results).toMatchObject({ status: 'completed', tunesFetched: 1, tunesTotal: 1 });
    expect(world.pageRequests()).toEqual({ 1: 1 });
  });
});

describe('a later page that fails for good', () => {
  test('loses only its own tunes, and the next sync adds them', async () => {
    world.order(3, [status(503)], 4);
    const { success, results } = await world.sync('u', { memberId: memberOf(220) });
    expect(success).toBe(true);
    expect(results).toMatchObject({ status: 'completed_with_errors', progressPercent: 100, errorCount: 1 });
    expect(results).toMatchObject({ tunesFetched: 170, tunesTotal: 220, personTunesAdded: 170 });
    expect(world.pageRequests()).toEqual({ 1: 1, 2: 1, 3: 4, 4: 1, 5: 1 });
    const { errors } = await world.progress('u');
    const message =
      'Page 3 is missing: thesession.org answered with an error, HTTP 503 (4 attempts). Import again to get its tunes.';
    expect(errors).toEqual([{ tuneId: null, message, count: 1 }]);
    expect((await world.sync('u', {})).results).toMatchObject({ personTunesAdded: 50, personTunesSkipped: 170 });
  });

  test.each([
    [
      'HTML',
      { kind: 'unreadable', body: 'html' },
      1,
      'Page 2 is missing: thesession.org sent invalid tunebook data (1 attempt).',
    ],
    ['410', status(410), 1, 'Page 2 is missing: thesession.org answered with an error, HTTP 410 (1 attempt).'],
    [
      'a long Retry-After',
      status(429, { 'retry-after': '600' }),
      1,
      'Page 2 is missing: thesession.org is receiving too many requests',
    ],
  ] as const)('is not retried after %s', async (_, action, requests, message) => {
    world.order(2, [action], null);
    const { results } = await world.sync('u', { memberId: memberOf(110) });
    expect(results).toMatchObject({ status: 'completed_with_errors', personTunesAdded: 60, errorCount: 1 });
    expect(world.pageRequests()).toEqual({ 1: 1, 2: requests, 3: 1 });
    expect((await world.progress('u')).errors).toEqual([
      { tuneId: null, message: expect.stringContaining(message), count: 1 },
    ]);
  });
});

describe('when Firestore fails', () => {
  const detail = 'the text of the database error';

  test('in the middle, the sync fails and its caller never sees the error text', async () => {
    // Other tests share the emulator, so the failure happens in front of it.
    const getAll = () => Promise.reject(new Error(detail));
    const db: typeof world.context.db = Object.assign(Object.create(world.context.db), { getAll });
    const error = await world.syncError('u', { memberId: memberOf(120) }, { ...world.context, db });
    expect(error.code).toBe('internal');
    expect(error.message).toMatch(/because of a problem on our side/);
    expect(await world.progress('u')).toMatchObject({ status: 'failed', message: error.message, leaseOwner: null });
    expect(JSON.stringify([error, world.log])).not.toContain(detail);
  });

  test('at the start, nothing is requested', async () => {
    const error = await world.syncError('no/path', { memberId: memberOf(3) });
    expect(error.code).toBe('internal');
    expect(error.message).toMatch(/because of a problem on our side/);
    expect(world.theSession.requests.counters().requests).toBe(0);
    expect(world.log.map(({ event }) => event)).toEqual(['tunebook.storage_failed']);
  });
});
