import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ample, failureOf, httpClient, once } from './http-client.ts';
import { answer, drip, interrupted, type Reply, reset, scriptedServer, silence } from './scripted-server.ts';

const server = scriptedServer();
const client = (timeoutMs = ample) => httpClient(server.url(), { timeoutMs });

describe('a readable answer', () => {
  test('is parsed', async () => {
    server.script(answer(200, { id: 'a', more: 1 }));
    expect(await client()(once, z.object({ id: z.string() }))).toEqual({ id: 'a' });
  });

  test('belongs to a request with the given method, path, query, body and key', async () => {
    server.script(answer(200, { id: 'a' }));
    const query = { search: 'a b&c', page_size: 100, force: true };
    await client()({ method: 'POST', path: '/made', query, body: { text: 'Ünï' }, retries: 0 }, z.unknown());
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', url: '/made?search=a+b%26c&page_size=100&force=true' });
    expect(JSON.parse(request?.body ?? '')).toEqual({ text: 'Ünï' });
    expect(request?.headers).toMatchObject({
      'xi-api-key': 'key-that-must-stay-secret',
      'content-type': 'application/json',
    });
  });
});

describe('an unreadable success', () => {
  const unreadable: readonly (readonly [string, Reply])[] = [
    ['HTML', answer(200, '<!doctype html><title>One moment</title>', { 'content-type': 'text/html' })],
    ['half of the JSON', answer(200, '{"id": "ab')],
    ['nothing', answer(200)],
    ['JSON of another shape', answer(200, { identity: 'a' })],
    ['a number where the id belongs', answer(200, { id: 7 })],
    ['null', answer(200, 'null')],
    ['a body that cannot be unpacked', answer(200, 'plain', { 'content-encoding': 'gzip' })],
  ];
  test.each(unreadable)('is unknown and ambiguous: %s', async (_, reply) => {
    server.script(reply);
    expect(await failureOf(client())).toEqual({
      type: 'unknown',
      retryable: false,
      ambiguous: true,
      status: 200,
      code: 'unreadable_answer',
      retryAfterMs: null,
    });
  });
});

describe('a request without a complete answer', () => {
  const network = { type: 'network', retryable: true, status: null, retryAfterMs: null };
  const cases: readonly (readonly [string, Reply, string, timeoutMs: number])[] = [
    ['reset before the answer', reset, 'ECONNRESET', ample],
    ['broken off in the body', interrupted, 'ECONNRESET', ample],
    ['never answered', silence, 'ETIMEDOUT', 50],
    ['answered by a body that drips', drip, 'ETIMEDOUT', 50],
    ['answered by more than 5 MB', answer(200, `"${'x'.repeat(5 * 1024 * 1024)}"`), 'ERR_BAD_RESPONSE', ample],
  ];
  test.each(cases)('is an ambiguous network failure: %s', async (_, reply, code, timeoutMs) => {
    server.script(reply);
    expect(await failureOf(client(timeoutMs))).toEqual({ ...network, ambiguous: true, code });
  });

  test('is not ambiguous when the connection was refused', async () => {
    const port = await unusedPort();
    const failure = await failureOf(httpClient(`http://127.0.0.1:${port}`));
    expect(failure).toEqual({ ...network, ambiguous: false, code: 'ECONNREFUSED' });
  });

  test('is not ambiguous when the name does not resolve', async () => {
    const failure = await failureOf(httpClient('http://nowhere.invalid'));
    expect(failure).toMatchObject({
      ...network,
      ambiguous: false,
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  test('ends at its own timeout, which overrides that of the client', async () => {
    server.script(silence);
    const failure = await failureOf(client(60_000), { ...once, timeoutMs: 50 });
    expect(failure).toEqual({ ...network, ambiguous: true, code: 'ETIMEDOUT' });
  });
});

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
