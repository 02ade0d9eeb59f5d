import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { call, knowledgeBasePath, namesHeld } from './elevenlabs-calls.ts';

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

describe('a held request', () => {
  test('is answered when it is released', async () => {
    addFaults({ kind: 'hold' });
    const reply = post('a');
    await stub.requests.waitFor({ name: 'a' });
    expect((await post('b')).status).toBe(200);
    expect([namesHeld(stub), stub.held().length]).toEqual([['b'], 1]);
    expect(stub.release({ name: 'no such' })).toBe(0);
    expect(stub.release({ name: 'a' })).toBe(1);
    expect(namesHeld(stub)).toEqual(['b', 'a']);
    expect((await reply).status).toBe(200);
  });

  test('is processed on release even if its client has disconnected', async () => {
    addFaults({ kind: 'hold' });
    const client = new AbortController();
    const reply = post('a', client.signal);
    await stub.requests.waitFor({});
    client.abort();
    await expect(reply).rejects.toThrow();
    await stub.requests.waitFor({}, { until: 'closed' });
    expect(stub.release()).toBe(1);
    expect(namesHeld(stub)).toEqual(['a']);
  });

  test('can have its connection closed at once', async () => {
    addFaults({ kind: 'hold', drop: true });
    await expect(post('a')).rejects.toThrow('fetch failed');
    expect(namesHeld(stub)).toEqual([]);
    stub.release();
    expect(namesHeld(stub)).toEqual(['a']);
  });

  test('is never processed after a reset', async () => {
    addFaults({ kind: 'hold' });
    const reply = post('a');
    await stub.requests.waitFor({});
    stub.reset();
    await expect(reply).rejects.toThrow('fetch failed');
    expect([stub.release(), namesHeld(stub)]).toEqual([0, []]);
  });
});
