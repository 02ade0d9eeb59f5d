import { Timestamp } from 'firebase-admin/firestore';
import { expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { eventually, second, useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

test('a cancelled sync ends within a second and keeps the tunes added so far', async () => {
  const { context, advance } = world.clockedInstance();
  world.order(2, [{ kind: 'hold' }]);
  const ended = world.syncError('u', { memberId: memberOf(120) }, context);
  await eventually(async () => expect((await world.collection('u')).size).toBe(70));
  expect(await world.cancel('u')).toBe(true);
  advance(second);
  const error = await ended;
  expect(error.code).toBe('cancelled');
  expect(error.message).toBe('Import cancelled after adding 70 tunes. Import again to continue.');
  const progress = await world.progress('u');
  expect(progress).toMatchObject({ status: 'cancelled', message: error.message, cancelRequested: true });
  expect(progress).toMatchObject({ personTunesAdded: 70, tunesFetched: 70, leaseOwner: null, leaseExpiresAt: null });
  expect(progress.progressPercent).toBeLessThan(60);
  expect((await world.collection('u')).size).toBe(70);
});

test('cancelling ends the wait for a Retry-After, and no further page is requested', async () => {
  world.order(2, [{ kind: 'status', status: 429, headers: { 'retry-after': '25' } }], null);
  const { context, advance } = world.clockedInstance();
  const ended = world.syncError('u', { memberId: memberOf(60) }, context);
  await world.theSession.requests.waitFor({ page: 2 }, { until: 'closed' });
  await world.cancel('u');
  advance(second);
  expect((await ended).code).toBe('cancelled');
  expect(world.pageRequests()).toEqual({ 1: 1, 2: 1 });
});

test('cancelling ends the wait for a slot that other syncs hold', async () => {
  const { context, advance } = world.clockedInstance();
  world.theSession.faults.add({
    match: { path: `/members/${memberOf(3, 1)}/*` },
    actions: [{ kind: 'hold' }],
    times: null,
  });
  const others = ['a', 'b', 'c', 'd'].map((uid) => world.sync(uid, { memberId: memberOf(3, 1) }, context));
  await world.theSession.requests.waitFor({}, { count: 4 });
  const ended = world.syncError('u', { memberId: memberOf(3) }, context);
  await eventually(async () => expect(await world.cancel('u')).toBe(true));
  advance(second);
  expect((await ended).code).toBe('cancelled');
  expect(world.theSession.requests.find({ path: `/members/${memberOf(3)}/*` })).toEqual([]);
  world.theSession.faults.clear();
  world.theSession.release();
  await Promise.all(others);
});

test('a cancel request accepted late still ends the run as cancelled', async () => {
  world.order(1, [{ kind: 'hold' }]);
  const ended = world.syncError('u', { memberId: memberOf(3) });
  await world.theSession.requests.waitFor({ page: 1 });
  expect(await world.cancel('u')).toBe(true);
  world.theSession.release();
  expect((await ended).code).toBe('cancelled');
  expect(await world.progress('u')).toMatchObject({ status: 'cancelled' });
});

test('a sync after a cancelled one adds the remaining tunes', async () => {
  const { context, advance } = world.clockedInstance();
  world.order(2, [{ kind: 'hold' }]);
  const ended = world.syncError('u', { memberId: memberOf(120) }, context);
  await eventually(async () => expect((await world.collection('u')).size).toBe(70));
  await world.cancel('u');
  advance(second);
  await ended;
  world.theSession.faults.clear();
  const { results } = await world.sync('u', { memberId: memberOf(120) }, context);
  expect(results).toMatchObject({ status: 'completed', personTunesAdded: 50, personTunesSkipped: 70 });
  expect(await world.progress('u')).toMatchObject({ cancelRequested: false });
});

test('nothing is cancelled before a sync, after it, or when its lease has expired', async () => {
  expect(await world.cancel('u')).toBe(false);
  expect((await world.progressDocument('u').get()).exists).toBe(false);
  await world.sync('u', { memberId: memberOf(3) });
  const before = await world.progress('u');
  expect(await world.cancel('u')).toBe(false);
  expect(await world.progress('u')).toEqual(before);
  await world
    .progressDocument('u')
    .update({ leaseOwner: 'dead', leaseExpiresAt: Timestamp.fromMillis(Date.now() - 1) });
  expect(await world.cancel('u')).toBe(false);
});
