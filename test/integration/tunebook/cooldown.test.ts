import { describe, expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { countTraffic } from './firestore-traffic.ts';
import { second, useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

describe('a sync that comes within the cooldown', () => {
  const later = (milliseconds: number) => {
    const context = world.instance({ cooldownMs: 10_000 });
    return { ...context, now: () => Date.now() + milliseconds };
  };

  test.each<[string, () => Promise<unknown>]>([
    ['completed', () => world.sync('u', { memberId: memberOf(3) })],
    ['completed with errors', () => world.sync('u', { memberId: 99 })],
    ['found no member', () => world.syncError('u', { memberId: 55_555 })],
    [
      'failed',
      () => {
        world.order(1, [{ kind: 'status', status: 403 }]);
        return world.syncError('u', { memberId: memberOf(3) });
      },
    ],
  ])('after one that %s is refused with the seconds left, and sends nothing', async (_, first) => {
    await first();
    const before = await world.progress('u');
    world.theSession.requests.reset();
    const error = await world.syncError('u', { memberId: memberOf(3) }, later(0));
    expect(error.code).toBe('resource-exhausted');
    expect(error.details).toEqual({ retryAfterSeconds: expect.any(Number) });
    expect(Number(error.details?.retryAfterSeconds)).toBeGreaterThan(5);
    expect(world.theSession.requests.counters().requests).toBe(0);
    expect(await world.progress('u')).toEqual(before);
  });

  test('after a cancelled one is refused', async () => {
    const { context, advance } = world.clockedInstance();
    world.order(1, [{ kind: 'hold' }]);
    const ended = world.syncError('u', { memberId: memberOf(3) }, context);
    await world.theSession.requests.waitFor({ page: 1 });
    await world.cancel('u');
    advance(second);
    await ended;
    expect((await world.syncError('u', { memberId: memberOf(3) }, later(second))).code).toBe('resource-exhausted');
  });

  test('is answered after one read', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    const { documentReads } = await countTraffic(() => world.syncError('u', {}, later(0)));
    expect(documentReads).toBe(1);
  });

  test('while another is running is told that it is running', async () => {
    world.order(1, [{ kind: 'hold' }]);
    const running = world.sync('u', { memberId: memberOf(3) });
    await world.theSession.requests.waitFor({ page: 1 });
    expect((await world.syncError('u', { memberId: memberOf(3) }, later(0))).code).toBe('already-exists');
    world.theSession.release();
    await running;
  });
});

test('a sync that comes after the cooldown runs', async () => {
  await world.sync('u', { memberId: memberOf(3) });
  const context = { ...world.instance({ cooldownMs: 10_000 }), now: () => Date.now() + 10_000 };
  expect((await world.sync('u', { memberId: memberOf(3) }, context)).results).toMatchObject({ personTunesSkipped: 3 });
});

test('the cooldown of one user does not concern another', async () => {
  const context = world.instance({ cooldownMs: 10_000 });
  await world.sync('u', { memberId: memberOf(3) }, context);
  expect((await world.sync('v', { memberId: memberOf(3) }, context)).success).toBe(true);
});
