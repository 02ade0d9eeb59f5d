import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { eventually, second, useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

/**
 * Starts a sync of 120 tunes whose second page is held; the first and third are saved. It neither renews
 * nor checks its lease before the test lets a second pass.
 */
async function startStuck() {
  const { context, advance } = world.clockedInstance();
  world.order(2, [{ kind: 'hold' }]);
  const ended = world.sync('u', { memberId: memberOf(120) }, context).catch((error: unknown) => error);
  await eventually(async () => expect((await world.collection('u')).size).toBe(70));
  return { ended, advance };
}

async function expireLease() {
  await world.progressDocument('u').update({ leaseExpiresAt: Timestamp.fromMillis(Date.now() - 1) });
}

describe('a sync whose instance froze', () => {
  test('blocks the next sync until its lease expires', async () => {
    const { ended } = await startStuck();
    expect((await world.syncError('u', { memberId: memberOf(120) })).code).toBe('already-exists');
    await expireLease();
    const { results } = await world.sync('u', { memberId: memberOf(120) });
    expect(results).toMatchObject({
      status: 'completed',
      personTunesAdded: 50,
      personTunesSkipped: 70,
      tunesCreated: 50,
    });
    expect((await world.collection('u')).size).toBe(120);
    world.theSession.release();
    await ended;
  });

  test('writes nothing when it wakes up after its successor', async () => {
    const { ended } = await startStuck();
    await expireLease();
    await world.sync('u', { memberId: memberOf(20, 1), learnStatus: 'learning' });
    const after = await world.progressDocument('u').get();
    world.theSession.release();
    const error = await ended;
    expect(error).toBeInstanceOf(CallableError);
    expect(error).toMatchObject({ code: 'aborted', message: expect.stringContaining('replaced this one') });
    const now = await world.progressDocument('u').get();
    expect(now.data()).toEqual(after.data());
    expect(now.updateTime?.isEqual(after.updateTime ?? Timestamp.now())).toBe(true);
  });
});

describe('a sync that lost its lease', () => {
  test('notices it while waiting, stops its requests and adds no tune', async () => {
    const { ended, advance } = await startStuck();
    await world.progressDocument('u').update({ leaseOwner: 'successor' });
    advance(second);
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect((await world.collection('u')).size).toBe(70);
    expect(await world.progress('u')).toMatchObject({ leaseOwner: 'successor', status: 'fetching_metadata' });
    const [held] = await world.theSession.requests.waitFor({ page: 2 }, { until: 'closed' });
    expect(held?.status).toBeNull();
  });

  test('because its document was deleted writes nothing more', async () => {
    const { ended, advance } = await startStuck();
    await world.progressDocument('u').delete();
    advance(second);
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect((await world.progressDocument('u').get()).exists).toBe(false);
  });

  test('while it was frozen checks before it saves', async () => {
    let ahead = 0;
    const { context } = world.clockedInstance();
    world.order(2, [{ kind: 'hold' }]);
    const thawing = { ...context, now: () => Date.now() + ahead };
    const ended = world.sync('u', { memberId: memberOf(120) }, thawing).catch((error: unknown) => error);
    await eventually(async () => expect((await world.collection('u')).size).toBe(70));
    await world.progressDocument('u').update({ leaseOwner: 'successor' });
    // Its timers fire later.
    ahead = 60 * second;
    world.theSession.release();
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect((await world.collection('u')).size).toBe(70);
  });
});

test('a lease is renewed at least every 15 seconds, even when nothing happens', async () => {
  const { context, advance } = world.clockedInstance();
  world.order(2, [{ kind: 'hold' }]);
  const sync = world.sync('u', { memberId: memberOf(60) }, context);
  await eventually(async () => expect((await world.collection('u')).size).toBe(50));
  advance(second);
  await eventually(async () => expect((await world.progress('u')).tunesFetched).toBe(50));
  const expiry = async () => (await world.progress('u')).leaseExpiresAt.toMillis();
  const before = await expiry();
  advance(15 * second);
  await eventually(async () => expect(await expiry()).toBe(before + 15 * second));
  world.theSession.release();
  await sync;
});

test('an unreadable progress document does not block a sync', async () => {
  await world.progressDocument('u').set({ leaseOwner: 'someone', leaseExpiresAt: 'tomorrow' });
  expect((await world.sync('u', { memberId: memberOf(3) })).results).toMatchObject({ status: 'completed' });
});

test('a sync that takes too long fails before its instance is stopped and says what to do', async () => {
  const { context, advance } = world.clockedInstance();
  world.order(2, [{ kind: 'hold' }]);
  const ended = world.syncError('u', { memberId: memberOf(60) }, context);
  await world.theSession.requests.waitFor({ page: 2 });
  advance(500 * second);
  const error = await ended;
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('too slow') });
  expect(await world.progress('u')).toMatchObject({ status: 'failed', message: error.message });
});
