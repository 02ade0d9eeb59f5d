import { describe, expect, test } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import { findMembers } from '../../../functions/src/tunebook/find-members.ts';
import { mostSearches } from '../../../functions/src/tunebook/search-limit.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();
const find = (query: string, uid = 'u') => findMembers(world.context, { query }, uid);
const answerWith = (...actions: FaultRule['actions']) =>
  world.theSession.faults.add({ match: { path: '/members/search' }, actions, times: null });
const json = (value: unknown) => ({ kind: 'status', status: 200, body: JSON.stringify(value) }) as const;

describe('a search for members', () => {
  test('sends the text in one request and returns ids and names', async () => {
    expect(await find('máire gach')).toEqual({ members: [{ id: 3000, name: 'Máire Gach Port' }] });
    const [request] = world.theSession.requests.find();
    expect(Object.fromEntries(new URLSearchParams(request?.query))).toEqual({
      format: 'json',
      q: 'máire gach',
      perpage: '10',
      page: '1',
    });
  });

  test('that comes after too many of the same user is refused and sends nothing, while others may search', async () => {
    answerWith(json({ members: [] }));
    for (let count = 0; count < mostSearches.ofUser; count += 1) await find('kitchen', 'eager');
    const error = await find('kitchen', 'eager').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CallableError);
    expect(error).toMatchObject({ code: 'resource-exhausted', details: { retryAfterSeconds: expect.any(Number) } });
    expect(world.theSession.requests.counters().requests).toBe(mostSearches.ofUser);
    expect(await find('kitchen', 'patient')).toEqual({ members: [] });
  });

  test('returns at most ten', async () => {
    expect((await find('member')).members).toHaveLength(10);
  });

  test('returns none when thesession.org answers 404', async () => {
    answerWith({ kind: 'status', status: 404 });
    expect(await find('nobody')).toEqual({ members: [] });
  });

  test('leaves out entries without a usable id or name', async () => {
    const good = { id: 5, name: ' Fiddler ' };
    answerWith(json({ members: [null, 'x', { id: 1.5, name: 'a' }, { id: 2 ** 53, name: 'b' }, { id: 3 }, good] }));
    expect(await find('fiddler')).toEqual({ members: [{ id: 5, name: 'Fiddler' }] });
  });

  test.each<[string, FaultRule['actions'][number]]>([
    ['503', { kind: 'status', status: 503 }],
    ['410', { kind: 'status', status: 410 }],
    ['403', { kind: 'status', status: 403 }],
    ['HTML', { kind: 'unreadable', body: 'html' }],
    ['a dropped connection', { kind: 'drop', when: 'before' }],
  ])('is unavailable after one request that ends with %s', async (_, action) => {
    answerWith(action);
    const error = await find('kitchen').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CallableError);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(world.theSession.requests.counters().requests).toBe(1);
  });
});
