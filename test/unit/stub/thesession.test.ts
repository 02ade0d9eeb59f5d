import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Stub } from '../../../local/stub/stub.ts';
import { demoMembers } from '../../../local/stub/thesession/demo-members.ts';
import { flawedEntries, flawedTunes } from '../../../local/stub/thesession/flawed-entries.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { startTheSessionStub } from '../../../local/stub/thesession/stub.ts';
import type { Tune } from '../../../local/stub/thesession/tunes.ts';

let stub: Stub;
beforeAll(async () => {
  stub = await startTheSessionStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const get = (path: string) => fetch(`${stub.url}${path}`, { headers: { 'user-agent': 'a test' } });

async function page(memberId: number, query = '') {
  const response = await get(`/members/${memberId}/tunebook?format=json${query}`);
  expect(response.status).toBe(200);
  return await response.json();
}

async function allTunes(memberId: number): Promise<Tune[]> {
  const tunes: Tune[] = [];
  const { pages } = await page(memberId, '&perpage=50');
  for (let number = 1; number <= pages; number += 1) {
    tunes.push(...(await page(memberId, `&perpage=50&page=${number}`)).tunes);
  }
  return tunes;
}

const distinct = (tunes: readonly Tune[], field: 'id' | 'name' | 'type') =>
  new Set(tunes.map((tune) => tune[field])).size;

describe('a tunebook', () => {
  test('has 10 entries per page, or up to 50 on request', async () => {
    const byDefault = await page(12);
    expect(byDefault).toMatchObject({ format: 'json', perpage: '10', pages: 2, page: 1, total: 12 });
    expect(byDefault.member).toEqual({ id: 12, name: 'Kitchen Fiddler', url: 'https://thesession.org/members/12' });
    expect(byDefault.tunes).toHaveLength(10);
    expect((await page(12, '&page=2')).tunes).toHaveLength(2);
    expect(await page(600, '&perpage=500')).toMatchObject({ perpage: '50', pages: 12, total: 600 });
  });

  test('reports pages and total past its end', async () => {
    expect(await page(12, '&perpage=50&page=9')).toMatchObject({ pages: 1, page: 9, total: 12, tunes: [] });
  });

  test.each([12, 600, 3000])('of member %i has that many unique tunes', async (memberId) => {
    const tunes = await allTunes(memberId);
    expect([tunes.length, distinct(tunes, 'id'), distinct(tunes, 'name')]).toEqual([memberId, memberId, memberId]);
    expect(distinct(tunes, 'type')).toBe(12);
    for (const { id, url } of tunes) expect(url).toBe(`https://thesession.org/tunes/${id}`);
  });

  test('can be empty, private or unknown', async () => {
    expect(await page(7)).toMatchObject({ total: 0, tunes: [] });
    expect((await get('/members/410/tunebook?format=json')).status).toBe(410);
    expect((await get('/members/8/tunebook?format=json')).status).toBe(404);
  });

  test('that shifts repeats one tune, misses another and keeps its total', async () => {
    const tunes = await allTunes(150);
    expect([tunes.length, distinct(tunes, 'id')]).toEqual([150, 149]);
  });

  test('can be generated in any size, with different tunes for each variant', async () => {
    const member = memberOf(100_050);
    expect(await page(member, '&perpage=50')).toMatchObject({ pages: 2001, total: 100_050 });
    const [some, others, shared] = [
      await allTunes(memberOf(55, 1)),
      await allTunes(memberOf(55, 2)),
      await allTunes(memberOf(12)),
    ];
    expect(distinct([...some, ...others], 'id')).toBe(110);
    expect(distinct([...shared, ...(await allTunes(12))], 'id')).toBe(12);
    expect(() => memberOf(200_001)).toThrow(RangeError);
    expect(() => memberOf(1, 100)).toThrow(RangeError);
  });

  test('is answered in HTML without format=json', async () => {
    const response = await get('/members/12/tunebook');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

describe('the flawed tunebook', () => {
  test('contains every flaw between valid entries', async () => {
    const { tunes, total } = await page(99, '&perpage=50');
    expect([tunes, total]).toEqual([JSON.parse(JSON.stringify(flawedEntries)), flawedEntries.length]);
    expect(tunes).toContain(null);
    const { nameless, typeless, unknownType } = flawedTunes;
    expect(tunes).toContainEqual({ id: nameless.id, type: nameless.type, url: nameless.url });
    expect(tunes).toContainEqual({ id: typeless.id, name: typeless.name, url: typeless.url });
    expect(tunes).toContainEqual({ ...unknownType, type: 'set dance' });
  });

  test.each([
    ['nameless', 200],
    ['typeless', 200],
    ['namelessUnknown', 404],
    ['typelessRemoved', 410],
    ['typelessBlocked', 451],
  ] as const)('answers the lookup of the %s tune with status %i', async (which, status) => {
    const tune = flawedTunes[which];
    const response = await get(`/tunes/${tune.id}?format=json`);
    expect(response.status).toBe(status);
    if (status === 200) expect(await response.json()).toMatchObject({ format: 'json', ...tune, aliases: [] });
  });
});

describe('the member search', () => {
  const search = async (query: string) => (await get(`/members/search?format=json&${query}`)).json();

  test('finds members by part of their name, ignoring case and accents', async () => {
    const { members, total } = await search('q=maire%20GACH');
    expect(members).toEqual([{ id: 3000, name: 'Máire Gach Port', url: 'https://thesession.org/members/3000' }]);
    expect(total).toBe(1);
  });

  test('has pages, and every result has a tunebook', async () => {
    const first = await search('q=member&perpage=10');
    expect(first).toMatchObject({ format: 'json', perpage: '10', pages: 6, page: 1, total: 60 });
    const second = await search('q=member&perpage=10&page=2');
    const ids = [...first.members, ...second.members].map(({ id }: { id: number }) => id);
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect((await page(id)).member.id).toBe(id);
  });

  test('finds no member for an unknown or empty name', async () => {
    expect(await search('q=zzz')).toMatchObject({ members: [], pages: 0, total: 0 });
    expect(await search('q=')).toMatchObject({ members: [], total: 0 });
  });

  test('is matched by fault rules', async () => {
    stub.faults.add({ match: { path: '/members/search', page: 1 }, actions: [{ kind: 'status', status: 503 }] });
    expect((await get('/members/search?format=json&q=a')).status).toBe(503);
  });
});

describe('requests', () => {
  test('are counted by page and by user agent', async () => {
    await page(600, '&perpage=50&page=2');
    await page(600, '&perpage=50&page=2');
    await page(600, '&perpage=50');
    const { byTarget, byUserAgent } = stub.requests.counters();
    expect(byTarget).toEqual({ 'GET /members/600/tunebook?page=2': 2, 'GET /members/600/tunebook?page=1': 1 });
    expect(byUserAgent).toEqual({ 'a test': 3 });
    expect(stub.requests.find({ page: 1 })).toMatchObject([{ path: '/members/600/tunebook', userAgent: 'a test' }]);
  });

  test('match fault rules by member and page', async () => {
    const match = { path: '/members/600/tunebook', page: 2 };
    const headers = { 'Retry-After': '3' };
    stub.faults.add({ match, actions: [{ kind: 'status', status: 429, headers }], times: null });
    const statusOf = async (path: string) => (await get(path)).status;
    expect(await statusOf('/members/600/tunebook?format=json&page=1')).toBe(200);
    expect(await statusOf('/members/12/tunebook?format=json&page=2')).toBe(200);
    const limited = await get('/members/600/tunebook?format=json&page=2');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
    expect(limited.headers.get('content-type')).toContain('text/html');
  });

  test('can be answered with a custom body', async () => {
    const body = '{"pages": 1e12, "tunes": []}';
    const headers = { 'Content-Type': 'application/json' };
    stub.faults.add({ actions: [{ kind: 'status', status: 200, headers, body }] });
    const response = await get('/members/12/tunebook?format=json');
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['application/json', body]);
  });

  test('beyond the concurrency limit are answered 429', async () => {
    stub.settings.maxInFlight = 1;
    stub.faults.add({ actions: [{ kind: 'hold' }] });
    const held = get('/members/12/tunebook?format=json');
    await stub.requests.waitFor({});
    expect((await get('/members/12/tunebook?format=json')).status).toBe(429);
    stub.release();
    expect((await held).status).toBe(200);
  });
});

test('the front page lists every demo member', async () => {
  const html = await (await get('/')).text();
  for (const { id, name, description } of demoMembers) {
    expect(html).toContain(`href="/members/${id}/tunebook`);
    expect(html).toContain(name);
    expect(html).toContain(description);
  }
  expect(stub.requests.counters().requests).toBe(0);
});
