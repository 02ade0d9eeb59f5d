import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ample, errorOf, failureOf, httpClient, once, secretKey } from './http-client.ts';
import { answer, interrupted, type Reply, reset, scriptedServer, silence } from './scripted-server.ts';

const server = scriptedServer();
const elsewhere = scriptedServer();

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('is refused, so that the key reaches no other host: %i', async (status) => {
    elsewhere.script(answer(200, { id: 'stolen' }));
    server.script(answer(status, '', { location: `${elsewhere.url()}/thing` }));
    const failure = await failureOf(httpClient(server.url()));
    expect(failure).toMatchObject({ type: 'unknown', retryable: false, ambiguous: false, status });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('a connection', () => {
  test('serves one request after the other', async () => {
    server.script(answer(200, { id: 'a' }));
    const http = httpClient(server.url());
    for (let request = 0; request < 5; request += 1) await http(once, z.unknown());
    expect(new Set(server.received.map(({ connection }) => connection)).size).toBe(1);
  });

  test('is limited in number', async () => {
    server.script(answer(200, { id: 'a' }));
    const http = httpClient(server.url(), { maxSockets: 2 });
    await Promise.all(Array.from({ length: 8 }, () => http(once, z.unknown())));
    expect(server.received).toHaveLength(8);
    expect(new Set(server.received.map(({ connection }) => connection)).size).toBe(2);
  });
});

describe('an error', () => {
  const content = 'content that must stay secret';
  const quoting = { detail: { code: 'invalid_request', message: `bad: ${content}`, status: 'x' } };
  const replies: readonly (readonly [string, Reply])[] = [
    ['an error answer that quotes the request', answer(422, quoting, { 'x-secret': content })],
    ['a redirect', answer(302, content, { location: `http://127.0.0.1:1/${secretKey}` })],
    ['an unreadable success', answer(200, content)],
    ['a reset', reset],
    ['an interrupted body', interrupted],
    ['a timeout', silence],
    ['an error code made of text', answer(400, { detail: { code: `code ${content}` } })],
  ];
  test.each(replies)('holds no key, headers or text: %s', async (_, reply) => {
    const timeoutMs = reply === silence ? 50 : ample;
    server.script(reply);
    const request = { method: 'POST', path: '/thing', body: { text: content }, retries: 0 } as const;
    const error = await errorOf(httpClient(server.url(), { timeoutMs }), request);
    const shown = [
      inspect(error, { depth: null, showHidden: true }),
      JSON.stringify(error),
      JSON.stringify(error.failure),
      error.message,
      error.stack,
    ].join('\n');
    for (const secret of [secretKey, content, 'xi-api-key', 'x-secret']) expect(shown).not.toContain(secret);
    expect(error.cause).toBeUndefined();
  });
});
