import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpOptions } from '../../../functions/src/upstream/http.ts';
import { ample, failureOf, httpClient, once } from './http-client.ts';
import { answer, drip, interrupted, type Reply, reset, scriptedServer, silence } from './scripted-server.ts';

const server = scriptedServer();
const success = answer(200, { id: 'a' });
const patient = { ...once, retries: 3 };

/** A client that records its retries. */
function watched(change: Partial<HttpOptions> = {}) {
  const retries: Parameters<HttpOptions['onRetry']>[0][] = [];
  const onRetry: HttpOptions['onRetry'] = (retry) => retries.push(retry);
  return { http: httpClient(server.url(), { onRetry, ...change }), retries };
}

/** Retryable replies that come at once. */
const immediate: readonly (readonly [string, Reply])[] = [
  ['429', answer(429)],
  ['408', answer(408)],
  ...[500, 502, 503, 504, 520, 529].map((status) => [String(status), answer(status)] as const),
  ['409 concurrent_modification', answer(409, { detail: { code: 'concurrent_modification' } })],
  ['a reset', reset],
  ['a body that breaks off', interrupted],
];
/** Replies that the client's timeout ends, which are retryable too. */
const late: readonly (readonly [string, Reply])[] = [
  ['silence', silence],
  ['a body that drips', drip],
];
/** Time for an answer of the local server on busy cores, and short enough to wait out. Milliseconds. */
const shortTimeoutMs = 1500;
const lasting: readonly (readonly [string, Reply])[] = [
  ...[302, 400, 401, 402, 403, 404, 409, 410, 413, 418, 422].map((status) => [String(status), answer(status)] as const),
  ['429 without credit', answer(429, { detail: { code: 'quota_exceeded' } })],
  ['HTML', answer(200, '<html>')],
  ['a body that cannot be unpacked', answer(200, 'plain', { 'content-encoding': 'gzip' })],
];

describe('a request with retries', () => {
  test.each(immediate)('is retried after %s', async (_, reply) => {
    server.script(reply, success);
    expect(await httpClient(server.url(), { timeoutMs: ample })(patient, z.unknown())).toEqual({ id: 'a' });
    expect(server.received).toHaveLength(2);
  });

  test.each(late)('has its whole timeout for the retry after %s', async (_, reply) => {
    server.script(reply, success);
    const http = httpClient(server.url(), { timeoutMs: shortTimeoutMs });
    expect(await http(patient, z.unknown())).toEqual({ id: 'a' });
    expect(server.received).toHaveLength(2);
  });

  test.each(lasting)('is not retried after %s', async (_, reply) => {
    server.script(reply, success);
    await failureOf(httpClient(server.url()), patient);
    expect(server.received).toHaveLength(1);
  });

  test('fails with the last failure after the last retry', async () => {
    server.script(answer(429), answer(429), answer(429), answer(503), success);
    expect(await failureOf(httpClient(server.url()), patient)).toMatchObject({ status: 503, type: 'server_error' });
    expect(server.received).toHaveLength(4);
  });

  test('doubles its wait up to the cap, and reports it', async () => {
    server.script(answer(500));
    const { http, retries } = watched({ backoff: { baseMs: 20, maxMs: 50 } });
    const begun = performance.now();
    await failureOf(http, patient);
    expect(retries.map(({ attempt, delayMs, path, failure }) => [attempt, delayMs, path, failure.status])).toEqual([
      [1, 20, '/thing', 500],
      [2, 40, '/thing', 500],
      [3, 50, '/thing', 500],
    ]);
    // A timer may fire up to a millisecond early.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(107);
  });
});

describe('a Retry-After', () => {
  test('replaces the usual wait', async () => {
    server.script(answer(429, '', { 'retry-after': '1' }), success);
    const { http, retries } = watched();
    const begun = performance.now();
    await http(patient, z.unknown());
    expect(performance.now() - begun).toBeGreaterThanOrEqual(999);
    expect(retries).toMatchObject([{ delayMs: 1_000, failure: { retryAfterMs: 1_000 } }]);
  });

  test('above the longest wait ends the request at once', async () => {
    server.script(answer(503, '', { 'retry-after': '11' }), success);
    expect(await failureOf(httpClient(server.url()), patient)).toMatchObject({ status: 503, retryAfterMs: 11_000 });
    expect(server.received).toHaveLength(1);
  });

  test.each(['0', '-5', 'soon', '1.5', 'Thu, 01 Jan 1970 00:00:00 GMT'])('of "%s" is ignored', async (header) => {
    server.script(answer(429, '', { 'retry-after': header }), success);
    const { http, retries } = watched();
    await http(patient, z.unknown());
    expect(retries).toMatchObject([{ delayMs: 5, failure: { retryAfterMs: null } }]);
  });
});

describe('a request without retries', () => {
  const methods = ['POST', 'PATCH', 'GET', 'DELETE'] as const;
  const cases = methods.flatMap((method) => immediate.map(([name, reply]) => [method, name, reply] as const));
  test.each(cases)('is sent once: %s after %s', async (method, _, reply) => {
    server.script(reply, success);
    await failureOf(httpClient(server.url(), { timeoutMs: ample }), { ...once, method });
    expect(server.received).toHaveLength(1);
  });

  test.each(late)('is sent once: POST after %s', async (_, reply) => {
    server.script(reply, success);
    await failureOf(httpClient(server.url(), { timeoutMs: shortTimeoutMs }), { ...once, method: 'POST' });
    expect(server.received).toHaveLength(1);
  });
});

describe('the time after which nothing is sent', () => {
  test('ends the retries of a process whose timers fire late', async () => {
    server.script(answer(503), success);
    let now = 1_000;
    const { http } = watched({ now: () => now, onRetry: () => (now += 90_001) });
    const request = { ...patient, sendBefore: 91_000 };
    expect(await failureOf(http, request)).toMatchObject({ type: 'network', code: 'ETIMEDOUT' });
    expect(server.received).toHaveLength(1);
  });

  test('also holds after the wait for a slot', async () => {
    let now = 1_000;
    const slot: HttpOptions['slot'] = (send) => {
      now += 90_001;
      return send();
    };
    const http = httpClient(server.url(), { now: () => now, slot });
    expect(await failureOf(http, { ...once, sendBefore: 91_000 })).toMatchObject({ code: 'ETIMEDOUT' });
    expect(server.received).toEqual([]);
  });
});

describe('a slot', () => {
  test('is held by requests, not by the waits between them', async () => {
    server.script(answer(503), success);
    const held: string[] = [];
    const slot: HttpOptions['slot'] = async (send) => {
      held.push('taken');
      return await send().finally(() => held.push('given back'));
    };
    const { http } = watched({ slot, onRetry: () => held.push('wait') });
    await http(patient, z.unknown());
    expect(held).toEqual(['taken', 'given back', 'wait', 'taken', 'given back']);
  });

  test('may take long: the timeout of a request starts with it', async () => {
    server.script(success);
    const slot: HttpOptions['slot'] = (send) =>
      new Promise((resolve) => setTimeout(() => resolve(send()), shortTimeoutMs + 100));
    expect(await httpClient(server.url(), { slot, timeoutMs: shortTimeoutMs })(once, z.unknown())).toEqual({ id: 'a' });
  });

  test('is not waited for after the deadline', async () => {
    const slot: HttpOptions['slot'] = () => new Promise(() => {});
    const failure = await failureOf(httpClient(server.url(), { slot }), { ...once, signal: AbortSignal.timeout(20) });
    expect(failure).toMatchObject({ type: 'network', code: 'ETIMEDOUT' });
  });
});

describe('the abort signal', () => {
  const longWait = { backoff: { baseMs: 60_000, maxMs: 60_000 } };
  const aborted = { type: 'network', ambiguous: true, code: 'ETIMEDOUT' };

  test('ends a request under way', async () => {
    const controller = new AbortController();
    server.script(() => controller.abort());
    expect(await failureOf(httpClient(server.url()), { ...patient, signal: controller.signal })).toMatchObject(aborted);
    expect(server.received).toHaveLength(1);
  });

  test('ends the wait before a retry, and sends nothing more', async () => {
    const controller = new AbortController();
    server.script(answer(503), success);
    const { http } = watched({ ...longWait, onRetry: () => setImmediate(() => controller.abort()) });
    expect(await failureOf(http, { ...patient, signal: controller.signal })).toMatchObject(aborted);
    expect(server.received).toHaveLength(1);
  });

  test('that fired before prevents the request', async () => {
    server.script(success);
    await failureOf(httpClient(server.url()), { ...patient, signal: AbortSignal.abort() });
    expect(server.received).toEqual([]);
  });
});
