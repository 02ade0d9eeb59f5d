import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { eventually, type InstanceOptions, useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

/** An instance whose waits never end before its sync does, so that it neither renews nor checks its lease. */
const hanging: InstanceOptions = {
  wait: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
};

/** Starts a sync of 120 tunes whose second page is held; the first and third are saved. */
async function startStuck(options: InstanceOptions) {
  world.order(2, [{ kind: 'hold' }]);
  const ended = world.sync('u', { memberId: memberOf(120) }, world.instance(options)).catch((error: unknown) => error);
  await eventually(async () => expect((await world.collection('u')).size).toBe(70));
  return { ended };
}

async function expireLease() {
  await world.progressDocument('u').update({ leaseExpiresAt: Timestamp.fromMillis(Date.now() - 1) });
}

describe('a sync whose instance froze', () => {
  test('blocks the next sync until its lease expires', async () => {
    const { ended } = await startStuck(hanging);
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
    const { ended } = await startStuck(hanging);
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
    const { ended } = await startStuck({});
    await world.progressDocument('u').update({ leaseOwner: 'successor' });
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect((await world.collection('u')).size).toBe(70);
    expect(await world.progress('u')).toMatchObject({ leaseOwner: 'successor', status: 'fetching_metadata' });
    const [held] = await world.theSession.requests.waitFor({ page: 2 }, { until: 'closed' });
    expect(held?.status).toBeNull();
  });

  test('because its document was deleted writes nothing more', async () => {
    const { ended } = await startStuck({});
    await world.progressDocument('u').delete();
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect((await world.progressDocument('u').get()).exists).toBe(false);
  });

  test('while it was frozen checks before it saves', async () => {
    let ahead = 0;
    world.order(2, [{ kind: 'hold' }]);
    const context = { ...world.instance(hanging), now: () => Date.now() + ahead };
    const ended = world.sync('u', { memberId: memberOf(120) }, context).catch((error: unknown) => error);
    await eventually(async () => expect((await world.collection('u')).size).toBe(70));
    await world.progressDocument('u').update({ leaseOwner: 'successor' });
    ahead = 60_000;
    world.theSession.release();
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect((await world.collection('u')).size).toBe(70);
  });
});

test('a lease is renewed at least every 15 seconds, even when nothing happens', async () => {
  let ahead = 0;
  world.order(2, [{ kind: 'hold' }]);
  const context = { ...world.instance(), now: () => Date.now() + ahead };
  const sync = world.sync('u', { memberId: memberOf(60) }, context);
  await eventually(async () => expect((await world.progress('u')).tunesFetched).toBe(50));
  const expiry = async () => (await world.progress('u')).leaseExpiresAt.toMillis();
  const before = await expiry();
  ahead = 15_000;
  await eventually(async () => expect(await expiry()).toBeGreaterThanOrEqual(before + 15_000));
  world.theSession.release();
  await sync;
});

test('an unreadable progress document does not block a sync', async () => {
  await world.progressDocument('u').set({ leaseOwner: 'someone', leaseExpiresAt: 'tomorrow' });
  expect((await world.sync('u', { memberId: memberOf(3) })).results).toMatchObject({ status: 'completed' });
});

test('a sync that takes too long fails before its instance is stopped and says what to do', async () => {
  let ahead = 0;
  world.order(2, [{ kind: 'hold' }]);
  const context = { ...world.instance(), now: () => Date.now() + ahead };
  const ended = world.syncError('u', { memberId: memberOf(60) }, context);
  await world.theSession.requests.waitFor({ page: 2 });
  ahead = 500_000;
  const error = await ended;
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('too slow') });
  expect(await world.progress('u')).toMatchObject({ status: 'failed', message: error.message });
});
