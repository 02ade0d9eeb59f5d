import { describe, expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { eventually, second, useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

describe('requests to thesession.org', () => {
  test('fetch each of 12 pages once, four at a time, over at most four connections', async () => {
    for (const page of [2, 3, 4, 5]) world.order(page, [{ kind: 'hold' }]);
    const sync = world.sync('u', { memberId: memberOf(600) }, world.instance());
    await world.theSession.requests.waitFor({}, { count: 5 });
    world.theSession.release();
    await sync;
    const once = Object.fromEntries(Array.from({ length: 12 }, (_, place) => [place + 1, 1]));
    expect(world.pageRequests()).toEqual(once);
    const { mostInFlight, connections } = world.theSession.requests.counters();
    expect(mostInFlight).toBe(4);
    expect(connections).toBeLessThanOrEqual(4);
  });

  test('begin with page 1 alone', async () => {
    world.order(1, [{ kind: 'hold' }]);
    const sync = world.sync('u', { memberId: memberOf(200) });
    await world.theSession.requests.waitFor({ page: 1 });
    expect(world.theSession.requests.counters().requests).toBe(1);
    world.theSession.release();
    expect((await sync).results).toMatchObject({ status: 'completed', tunesFetched: 200 });
  });

  test('ask for pages of 50 and name the software and a contact', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    const [request] = world.theSession.requests.find();
    expect(Object.fromEntries(new URLSearchParams(request?.query))).toEqual({
      format: 'json',
      perpage: '50',
      page: '1',
    });
    expect(request?.userAgent).toBe('Reelsync (tests@example.com)');
  });

  test('are never more than four in flight in an instance', async () => {
    world.theSession.faults.add({ actions: [{ kind: 'hold' }], times: 4 });
    const context = world.instance();
    const members = [1, 2, 3, 4, 5, 6].map((variant) => memberOf(150, variant));
    const syncs = members.map((memberId, place) => world.sync(`u${place}`, { memberId }, context));
    await world.theSession.requests.waitFor({}, { count: 4 });
    await eventually(() => expect(world.log).toHaveLength(6));
    world.theSession.release();
    await Promise.all(syncs);
    expect(world.theSession.requests.counters().mostInFlight).toBe(4);
    expect(world.theSession.requests.counters().connections).toBeLessThanOrEqual(4);
  });

  test('that wait for a retry do not block another sync', async () => {
    const path = `/members/${memberOf(250)}/tunebook`;
    const later = [2, 3, 4, 5].map((page) => ({ path, page }));
    for (const match of later) {
      world.theSession.faults.add({
        match,
        actions: [{ kind: 'status', status: 503 }],
      });
    }
    const { context, advance } = world.clockedInstance({ retryDelayMs: 10_000 });
    const waiting = world.syncError('waiting', { memberId: memberOf(250) }, context);
    await world.theSession.requests.waitFor({ path }, { count: 5, until: 'closed' });
    expect((await world.sync('other', { memberId: memberOf(200, 1) }, context)).success).toBe(true);
    expect(world.theSession.requests.find({ path })).toHaveLength(5);
    await world.cancel('waiting');
    advance(second);
    expect((await waiting).code).toBe('cancelled');
  });

  test('of a large sync do not block a small one', async () => {
    const path = { large: `/members/${memberOf(2500)}/tunebook`, small: `/members/${memberOf(3, 1)}/tunebook` };
    for (const page of [2, 3, 4, 5]) world.order(page, [{ kind: 'hold' }]);
    const context = world.instance();
    const large = world.sync('large', { memberId: memberOf(2500) }, context);
    await world.theSession.requests.waitFor({ path: path.large }, { count: 5 });
    const small = world.sync('small', { memberId: memberOf(3, 1) }, context);
    await eventually(() => expect(world.log.filter(({ event }) => event === 'tunebook.started')).toHaveLength(2));
    world.theSession.release({ page: 2 });
    const [, , , , , sixth] = await world.theSession.requests.waitFor({}, { count: 6 });
    expect(sixth?.path).toBe(path.small);
    world.theSession.release();
    expect((await small).success).toBe(true);
    expect((await large).success).toBe(true);
  });
});
