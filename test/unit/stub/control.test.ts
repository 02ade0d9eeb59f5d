import { Agent, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { call, create, knowledgeBasePath, namesHeld } from './elevenlabs-calls.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const control = (method: string, path: string, body?: unknown) =>
  call(stub, method, `/control/${path}`, body === undefined ? {} : { body });

describe('the control endpoints', () => {
  test('add, list, replace and remove fault rules', async () => {
    const match = { name: 'a' };
    const { status, json } = await control('POST', 'faults', { match, actions: [{ kind: 'status', status: 500 }] });
    expect(status).toBe(201);
    const reply = await call(stub, 'POST', `${knowledgeBasePath}/text`, { body: { text: 'x', name: 'a' } });
    expect(reply.status).toBe(500);
    expect((await control('GET', 'faults')).json).toEqual({ faults: [] });

    const actions = [{ kind: 'drop', when: 'before' }];
    const replaced = await control('PUT', 'faults', { faults: [{ actions }, { actions, times: null }] });
    const ids = replaced.json.faults.map(({ id }: { id: number }) => id);
    expect(ids).toEqual([json.id + 1, json.id + 2]);
    await control('DELETE', `faults/${ids[0]}`);
    expect(stub.faults.list()).toMatchObject([{ id: ids[1], times: null, hits: 0 }]);
    await control('DELETE', 'faults');
    expect(stub.faults.list()).toEqual([]);
  });

  test('refuse an invalid rule, name the problem and change nothing', async () => {
    stub.faults.add({ actions: [{ kind: 'pass' }] });
    for (const body of [{ actions: [{ kind: 'stauts' }] }, { actions: [{ kind: 'hold' }], tims: 1 }]) {
      const reply = await control('POST', 'faults', body);
      expect([reply.status, reply.json.error]).toEqual([400, expect.stringMatching(/kind|tims/)]);
    }
    expect((await control('PUT', 'faults', { faults: [{ actions: [] }] })).status).toBe(400);
    expect(stub.faults.list()).toHaveLength(1);
    expect((await control('GET', 'nonsense')).status).toBe(404);
    const foreign = { body: {}, headers: { 'content-type': 'text/plain' } };
    expect((await call(stub, 'POST', '/control/reset', foreign)).status).toBe(415);
  });

  test('list and release held requests', async () => {
    await control('POST', 'faults', { actions: [{ kind: 'hold' }] });
    const reply = create(stub, 'held');
    await stub.requests.waitFor({});
    expect((await control('GET', 'held')).json.requests).toMatchObject([{ names: ['held'], processed: false }]);
    expect((await control('POST', 'release', { name: 'held' })).json).toEqual({ released: 1 });
    expect(namesHeld(stub)).toEqual(['held']);
    await reply;
  });

  test('return the recorded requests and the documents', async () => {
    const id = await create(stub, 'first', 'its text');
    await create(stub, 'second');
    expect((await control('GET', 'state')).json.documents).toMatchObject([
      { id, text: 'its text' },
      { name: 'second' },
    ]);
    const { requests } = (await control('GET', 'requests?name=second&method=POST')).json;
    expect(requests).toMatchObject([{ id: 2, names: ['second'], status: 200, processed: true, page: null }]);
    expect(JSON.parse(requests[0].body)).toEqual({ name: 'second', text: 'text' });
    expect((await control('GET', 'requests?nmae=second')).status).toBe(400);
    expect(JSON.stringify(requests)).not.toContain('key-of-the-tests');
  });

  test('set latency, key, documents and agents', async () => {
    await control('PUT', 'settings', { latencyMs: 1, maxInFlight: 5 });
    expect((await control('GET', 'settings')).json).toEqual({ latencyMs: 1, maxInFlight: 5 });
    const added = await control('POST', 'documents', { name: 'old', text: 'x', createdAt: 1000 });
    await control('PUT', `documents/${added.json.id}/agents`, { agents: ['agent_1'] });
    expect(stub.documents.find(added.json.id)).toMatchObject({ name: 'old', createdAt: 1000, agents: ['agent_1'] });
    expect((await control('PUT', 'documents/none/agents', { agents: [] })).status).toBe(404);
    await control('PUT', 'api-key', { apiKey: 'another' });
    expect((await call(stub, 'GET', knowledgeBasePath)).status).toBe(401);
  });

  test('reset everything', async () => {
    await create(stub, 'a');
    stub.setApiKey('another');
    stub.settings.maxInFlight = 1;
    stub.faults.add({ actions: [{ kind: 'hold' }], times: null });
    expect((await control('POST', 'reset', {})).status).toBe(200);
    expect(namesHeld(stub)).toEqual([]);
    expect(stub.settings).toEqual({ latencyMs: 0, maxInFlight: null });
    expect(stub.requests.counters()).toMatchObject({ requests: 0, connections: 0, byTarget: {} });
    expect((await call(stub, 'GET', knowledgeBasePath)).status).toBe(200);
  });
});

describe('the counters', () => {
  test('count requests, concurrency and user agents, but not control requests', async () => {
    stub.faults.add({ actions: [{ kind: 'hold' }], times: 3 });
    const replies = ['a', 'b', 'c'].map((name) => create(stub, name));
    await stub.requests.waitFor({}, { count: 3 });
    expect((await control('GET', 'counters')).json).toMatchObject({ requests: 3, inFlight: 3, mostInFlight: 3 });
    stub.release();
    await Promise.all(replies);
    await create(stub, 'd');
    await stub.requests.waitFor({}, { count: 4, until: 'closed' });
    const counters = stub.requests.counters();
    expect(counters).toMatchObject({ requests: 4, inFlight: 0, mostInFlight: 3, byUserAgent: { node: 4 } });
    expect(counters.byTarget).toEqual({ [`POST ${knowledgeBasePath}/text`]: 4 });
  });

  test('count a connection once, however many requests it carries', async () => {
    const get = (agent: Agent) =>
      new Promise<void>((resolve, reject) => {
        const sent = request(`${stub.url}${knowledgeBasePath}`, { agent }, (response) => {
          response.resume().once('end', resolve);
        });
        sent.once('error', reject).end();
      });
    const keptAlive = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 3; count += 1) await get(keptAlive);
    keptAlive.destroy();
    expect(stub.requests.counters().connections).toBe(1);
    for (let count = 0; count < 2; count += 1) await get(new Agent({ keepAlive: false }));
    expect(stub.requests.counters()).toMatchObject({ requests: 5, connections: 3 });
  });
});

describe('a limit on concurrent requests', () => {
  test('answers 429 beyond the limit and recovers afterwards', async () => {
    stub.settings.maxInFlight = 2;
    stub.faults.add({ actions: [{ kind: 'hold' }], times: 2 });
    const replies = ['a', 'b'].map((name) => create(stub, name));
    await stub.requests.waitFor({}, { count: 2 });
    const refused = await call(stub, 'GET', knowledgeBasePath);
    expect([refused.status, refused.json.detail.code]).toEqual([429, 'concurrent_limit_exceeded']);
    stub.release();
    await Promise.all(replies);
    await stub.requests.waitFor({}, { count: 3, until: 'closed' });
    expect((await call(stub, 'GET', knowledgeBasePath)).status).toBe(200);
  });
});

describe('a stub', () => {
  test('names the port that is taken', async () => {
    await expect(startElevenLabsStub({ port: stub.port })).rejects.toMatchObject({
      name: 'PortTakenError',
      port: stub.port,
    });
  });

  test('ends waiting requests and frees its port when stopped', async () => {
    const other = await startElevenLabsStub();
    other.faults.add({ actions: [{ kind: 'hold' }, { kind: 'delay', ms: 60_000 }] });
    const replies = [create(other, 'a'), create(other, 'b')].map((reply) => expect(reply).rejects.toThrow());
    await other.requests.waitFor({}, { count: 2 });
    await other.stop();
    await Promise.all(replies);
    expect(namesHeld(other)).toEqual([]);
    const again = await startElevenLabsStub({ port: other.port });
    expect(again.url).toBe(other.url);
    await again.stop();
  });

  test('refuses a body larger than 8 MB', async () => {
    const rawBody = JSON.stringify({ text: 'x'.repeat(8_000_000) });
    expect((await call(stub, 'POST', `${knowledgeBasePath}/text`, { rawBody })).status).toBe(413);
  });
});
