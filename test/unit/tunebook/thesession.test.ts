import { describe, expect, test } from 'vitest';
import { createTheSession } from '../../../functions/src/upstream/thesession.ts';
import { httpClient } from '../upstream/http-client.ts';
import { answer, interrupted, scriptedServer } from '../upstream/scripted-server.ts';

const server = scriptedServer();
const options = { retry: true, signal: new AbortController().signal };
const theSession = () => createTheSession(httpClient(server.url()), { closedForMs: () => 0 });
const firstPage = () => theSession().tunebookPage(12, 1, options);
const page = { pages: 3, total: 120, member: { id: 12, name: 'Kitchen Fiddler' }, tunes: [{ id: 1 }, null] };

describe('a page of a tunebook', () => {
  test('is requested by member and page number, 50 tunes at a time', async () => {
    server.script(answer(200, { format: 'json', perpage: '50', page: 1, ...page }));
    expect(await firstPage()).toEqual({
      pages: 3,
      total: 120,
      memberName: 'Kitchen Fiddler',
      entries: [{ id: 1 }, null],
    });
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /members/12/tunebook?format=json&perpage=50&page=1',
    ]);
  });

  test.each([
    ['no number of pages', { ...page, pages: undefined }, { pages: 1 }],
    ['zero pages', { ...page, pages: 0 }, { pages: 1 }],
    ['pages and total as text', { ...page, pages: '3', total: '120' }, { pages: 3, total: 120 }],
    ['no total', { ...page, total: undefined }, { total: null }],
    ['no member', { ...page, member: undefined }, { memberName: '' }],
    ['a member without a name', { ...page, member: { name: null } }, { memberName: '' }],
    [
      'a member with half a surrogate pair',
      { ...page, member: { name: 'Half \ud83c' } },
      { memberName: 'Half \ufffd' },
    ],
    ['a member with a long name', { ...page, member: { name: '🎻'.repeat(500) } }, { memberName: '🎻'.repeat(100) }],
  ])('may have %s', async (_, body, read) => {
    server.script(answer(200, body));
    expect(await firstPage()).toMatchObject(read);
  });

  test.each([
    ['HTML', '<!doctype html><title>One moment</title>'],
    ['a list', []],
    ['without tunes', { ...page, tunes: undefined }],
    ['with tunes that are not a list', { ...page, tunes: {} }],
    ['with pages as words', { ...page, pages: 'three' }],
    ['with pages as fractional text', { ...page, pages: '1.5' }],
    ['with null pages', { ...page, pages: null }],
    ['with a fraction of pages', { ...page, pages: 1.5 }],
    ['with negative pages', { ...page, pages: -1 }],
    ['with more than 100 entries', { ...page, tunes: Array.from({ length: 101 }, () => null) }],
    ['with a total as words', { ...page, total: 'many' }],
  ])('is unreadable and not retried when it is %s', async (_, body) => {
    server.script(answer(200, body));
    await expect(firstPage()).rejects.toMatchObject({ failure: { code: 'unreadable_answer' }, attempts: 1 });
    expect(server.received).toHaveLength(1);
  });

  test('is retried when it breaks off in the middle', async () => {
    server.script(interrupted, answer(200, page));
    expect(await firstPage()).toMatchObject({ pages: 3 });
  });

  test('that keeps failing is requested four times, and the error says so', async () => {
    server.script(answer(503));
    await expect(firstPage()).rejects.toMatchObject({ failure: { type: 'server_error' }, attempts: 4 });
    expect(server.received).toHaveLength(4);
  });
});

test('a tune is requested by its id', async () => {
  server.script(answer(200, { id: 27, name: 'Drowsy Maggie', type: 'reel' }));
  expect(await theSession().tune(27, options)).toMatchObject({ id: 27 });
  expect(server.received[0]?.url).toBe('/tunes/27?format=json');
});
