import { describe, expect, test } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import { findMembers } from '../../../functions/src/tunebook/find-members.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { together } from '../together.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();
const throttled = (seconds: number) =>
  ({ kind: 'status', status: 429, headers: { 'retry-after': `${seconds}` } }) as const;

describe('while thesession.org throttles,', () => {
  test('40 syncs send nothing beyond the four requests in flight, then one probe, and then complete', async () => {
    const latencyMs = 50;
    world.theSession.settings.latencyMs = latencyMs;
    world.theSession.faults.add({ actions: [throttled(1)], times: 4 });
    const { theSession } = world.context;
    const firstFour = together(4);
    const tunebookPage: typeof theSession.tunebookPage = async (...parameters) => {
      await firstFour();
      return await theSession.tunebookPage(...parameters);
    };
    const context = { ...world.context, theSession: { ...theSession, tunebookPage } };
    const syncs = Array.from({ length: 40 }, (_, place) =>
      world.sync(`u${place}`, { memberId: memberOf(3, place + 1) }, context),
    );
    for (const { results } of await Promise.all(syncs)) expect(results).toMatchObject({ status: 'completed' });
    const received = world.theSession.requests.find().map(({ receivedAt }) => receivedAt);
    expect(received).toHaveLength(44);
    const [, , , last = 0, probe = 0, next = 0] = received;
    expect(probe - last).toBeGreaterThanOrEqual(900);
    expect(next - probe).toBeGreaterThanOrEqual(latencyMs);
  });

  test('a call that would wait for more than 30 s is refused, sends nothing and writes nothing', async () => {
    world.order(1, [throttled(45)]);
    await world.syncError('u', { memberId: memberOf(3) });
    world.theSession.requests.reset();
    const refused = await world.syncError('v', { memberId: memberOf(3) });
    const search = await findMembers(world.context, { query: 'kitchen' }, 'v').catch((error: unknown) => error);
    for (const error of [refused, search]) {
      expect(error).toBeInstanceOf(CallableError);
      expect(error).toMatchObject({ code: 'unavailable', details: { retryAfterSeconds: expect.any(Number) } });
    }
    expect(Number(refused.details?.retryAfterSeconds)).toBeGreaterThan(30);
    expect(world.theSession.requests.counters().requests).toBe(0);
    expect((await world.progressDocument('v').get()).exists).toBe(false);
  });

  test('a 503 with Retry-After holds requests back as a 429 does', async () => {
    world.order(1, [{ kind: 'status', status: 503, headers: { 'retry-after': '45' } }]);
    await world.syncError('u', { memberId: memberOf(3) });
    expect(world.context.theSession.closedForMs()).toBeGreaterThan(30_000);
  });
});

describe('in an outage', () => {
  test('a sync gives up after five pages in a row, and names the pages that it did not read', async () => {
    world.order(1, [{ kind: 'pass' }]);
    world.theSession.faults.add({ actions: [{ kind: 'status', status: 503 }], times: null });
    const { success, results } = await world.sync('u', { memberId: memberOf(2000) });
    expect(success).toBe(true);
    expect(results).toMatchObject({ status: 'completed_with_errors', progressPercent: 100, personTunesAdded: 50 });
    expect(world.theSession.requests.counters().requests).toBeLessThanOrEqual(1 + 8 * 4);
    const { errors } = await world.progress('u');
    expect(errors).toHaveLength(6);
    expect(errors.at(-1).message).toMatch(/^Pages .*–40 were not read because thesession.org kept failing\./);
    const named = errors.at(-1).message.match(/\d+/g).map(Number);
    const failed = errors.slice(0, 5).map(({ message }: { message: string }) => Number(/\d+/.exec(message)?.[0]));
    expect(named.filter((page: number) => failed.includes(page))).toEqual([]);
  });

  test('a page that comes in between lets the sync read on', async () => {
    // Four pages are read at once: one of 5 to 8 has come before page 9 is requested.
    for (const page of [2, 3, 4, 9, 10, 11]) world.order(page, [{ kind: 'status', status: 403 }], null);
    const { results } = await world.sync('u', { memberId: memberOf(600) });
    expect(results).toMatchObject({ status: 'completed_with_errors', personTunesAdded: 300, errorCount: 6 });
    expect(Object.keys(world.pageRequests())).toHaveLength(12);
  });

  test('the next sync adds what is missing', async () => {
    world.order(1, [{ kind: 'pass' }]);
    world.theSession.faults.add({ actions: [{ kind: 'status', status: 503 }], times: null });
    await world.sync('u', { memberId: memberOf(500) });
    world.theSession.faults.clear();
    const { results } = await world.sync('u', { memberId: memberOf(500) });
    expect(results).toMatchObject({ status: 'completed', personTunesAdded: 450, personTunesSkipped: 50 });
  });
});
