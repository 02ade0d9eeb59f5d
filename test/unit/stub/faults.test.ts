import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { call, create, knowledgeBasePath, namesHeld } from './elevenlabs-calls.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const post = (name: string, signal?: AbortSignal) =>
  call(stub, 'POST', `${knowledgeBasePath}/text`, {
    body: { text: 'x', name },
    ...(signal === undefined ? {} : { signal }),
  });
const addFaults = (...actions: FaultRule['actions']) => stub.faults.add({ actions });

describe('an error status', () => {
  test.each([
    [
      'detail',
      { detail: expect.objectContaining({ code: 'quota_exceeded', message: 'Full.', status: 'quota_exceeded' }) },
    ],
    ['legacy', { detail: { status: 'quota_exceeded', message: 'Full.' } }],
    ['validation', { detail: [{ type: 'quota_exceeded', loc: ['body'], msg: 'Full.', input: null }] }],
    ['text', { detail: 'Full.' }],
  ] as const)('comes in the %s shape', async (shape, body) => {
    addFaults({ kind: 'status', status: 401, shape, code: 'quota_exceeded', message: 'Full.' });
    const reply = await post('a');
    expect([reply.status, reply.json]).toEqual([401, body]);
    expect(namesHeld(stub)).toEqual([]);
  });

  test('has custom headers, a custom body, or the default code of the status', async () => {
    addFaults(
      { kind: 'status', status: 429, headers: { 'Retry-After': '7' } },
      { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: 'moved' },
    );
    const limited = await post('a');
    expect([limited.headers.get('retry-after'), limited.json.detail.code]).toEqual(['7', 'rate_limit_exceeded']);
    const moved = await fetch(`${stub.url}${knowledgeBasePath}`, { redirect: 'manual' });
    expect([moved.status, await moved.text()]).toEqual([302, 'moved']);
  });

  test('can follow after processing', async () => {
    addFaults({ kind: 'status', status: 502, processed: true });
    expect((await post('a')).status).toBe(502);
    expect(namesHeld(stub)).toEqual(['a']);
  });
});

describe('a dropped connection', () => {
  test('before processing leaves no document', async () => {
    addFaults({ kind: 'drop', when: 'before' });
    await expect(post('a')).rejects.toThrow('fetch failed');
    expect(namesHeld(stub)).toEqual([]);
    expect(stub.requests.find()).toMatchObject([{ processed: false, status: null, closed: true }]);
  });

  test('after processing leaves a document that the client does not know', async () => {
    addFaults({ kind: 'drop', when: 'after' });
    await expect(post('a')).rejects.toThrow('fetch failed');
    expect(namesHeld(stub)).toEqual(['a']);
    expect(stub.requests.find()).toMatchObject([{ processed: true, status: null }]);
  });
});

describe('an unreadable success', () => {
  test.each(['truncated', 'html', 'empty'] as const)('has a %s body and status 200', async (body) => {
    addFaults({ kind: 'unreadable', body });
    const reply = await post('a');
    expect([reply.status, reply.json]).toEqual([200, undefined]);
    expect(reply.headers.get('content-type')).toContain(body === 'html' ? 'text/html' : 'application/json');
    expect(namesHeld(stub)).toEqual(['a']);
  });

  test('can end in the middle of its body', async () => {
    addFaults({ kind: 'unreadable', body: 'interrupted' });
    const response = await fetch(`${stub.url}${knowledgeBasePath}`, { headers: { 'xi-api-key': 'any' } });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('can replace processing', async () => {
    addFaults({ kind: 'unreadable', body: 'html', processed: false });
    expect((await post('a')).text).toContain('<!doctype html>');
    expect(namesHeld(stub)).toEqual([]);
  });
});

describe('a slow upstream', () => {
  test('can delay before processing', async () => {
    addFaults({ kind: 'delay', ms: 50 });
    const reply = post('a');
    await stub.requests.waitFor({});
    expect(namesHeld(stub)).toEqual([]);
    expect((await reply).status).toBe(200);
    expect(namesHeld(stub)).toEqual(['a']);
  });

  test('can delay after processing', async () => {
    addFaults({ kind: 'delay', ms: 60_000, when: 'after' });
    const client = new AbortController();
    const reply = post('a', client.signal);
    const [record] = await stub.requests.waitFor({}, { until: 'processed' });
    await post('b');
    expect([namesHeld(stub), record?.status]).toEqual([['a', 'b'], null]);
    client.abort();
    await expect(reply).rejects.toThrow();
  });

  test('answers after the delay', async () => {
    addFaults({ kind: 'delay', ms: 20, when: 'after' });
    expect((await post('a')).status).toBe(200);
  });

  test('drops delayed requests at a reset', async () => {
    addFaults({ kind: 'delay', ms: 60_000 });
    const reply = post('a');
    await stub.requests.waitFor({});
    stub.reset();
    await expect(reply).rejects.toThrow('fetch failed');
    expect(namesHeld(stub)).toEqual([]);
  });

  test('can send the headers before the body', async () => {
    addFaults({ kind: 'slow', ms: 200_000 });
    const client = new AbortController();
    const response = await fetch(`${stub.url}${knowledgeBasePath}`, {
      headers: { 'xi-api-key': 'any' },
      signal: client.signal,
    });
    expect(response.status).toBe(200);
    client.abort();
    await expect(response.text()).rejects.toThrow();
  });

  test('can send the body in chunks', async () => {
    const text = 'ü🎻'.repeat(500);
    const id = await create(stub, 'a', text);
    addFaults({ kind: 'slow', ms: 50 });
    const reply = call(stub, 'GET', `${knowledgeBasePath}/${id}/content`);
    const [record] = await stub.requests.waitFor({ method: 'GET' }, { until: 'processed' });
    await create(stub, 'b');
    expect(record).toMatchObject({ status: 200, closed: false });
    expect((await reply).text).toBe(text);
  });

  test('applies its latency to every request', async () => {
    stub.settings.latencyMs = 50;
    const reply = post('a');
    await stub.requests.waitFor({});
    expect(namesHeld(stub)).toEqual([]);
    expect((await reply).status).toBe(200);
  });

  test('processes a delayed request whose client has disconnected', async () => {
    addFaults({ kind: 'delay', ms: 50 });
    const client = new AbortController();
    const reply = post('a', client.signal);
    await stub.requests.waitFor({});
    client.abort();
    await expect(reply).rejects.toThrow();
    await stub.requests.waitFor({}, { until: 'processed' });
    expect(namesHeld(stub)).toEqual(['a']);
    expect(stub.requests.find()).toMatchObject([{ status: null, closed: true }]);
  });
});
