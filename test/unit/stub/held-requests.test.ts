import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStandIn, startElevenLabsStandIn } from '../../../local/stub/elevenlabs/stub.ts';
import type { FaultOrder } from '../../../local/stub/faults.ts';
import { call, knowledgeBasePath, namesHeld } from './elevenlabs-calls.ts';

let standIn: ElevenLabsStandIn;
beforeAll(async () => {
  standIn = await startElevenLabsStandIn();
});
beforeEach(() => standIn.reset());
afterAll(() => standIn.stop());

const post = (name: string, signal?: AbortSignal) =>
  call(standIn, 'POST', `${knowledgeBasePath}/text`, {
    body: { text: 'x', name },
    ...(signal === undefined ? {} : { signal }),
  });
const order = (...actions: FaultOrder['actions']) => standIn.faults.add({ actions });

describe('a request that is held back', () => {
  test('is answered once it is released', async () => {
    order({ kind: 'hold' });
    const reply = post('a');
    await standIn.requests.waitFor({ name: 'a' });
    expect((await post('b')).status).toBe(200);
    expect([namesHeld(standIn), standIn.held().length]).toEqual([['b'], 1]);
    expect(standIn.release({ name: 'no such' })).toBe(0);
    expect(standIn.release({ name: 'a' })).toBe(1);
    expect(namesHeld(standIn)).toEqual(['b', 'a']);
    expect((await reply).status).toBe(200);
  });

  test('is carried out on release although its client gave up', async () => {
    order({ kind: 'hold' });
    const client = new AbortController();
    const reply = post('a', client.signal);
    await standIn.requests.waitFor({});
    client.abort();
    await expect(reply).rejects.toThrow();
    await standIn.requests.waitFor({}, { until: 'closed' });
    expect(standIn.release()).toBe(1);
    expect(namesHeld(standIn)).toEqual(['a']);
  });

  test('can have its connection broken at once', async () => {
    order({ kind: 'hold', drop: true });
    await expect(post('a')).rejects.toThrow('fetch failed');
    expect(namesHeld(standIn)).toEqual([]);
    standIn.release();
    expect(namesHeld(standIn)).toEqual(['a']);
  });

  test('is never carried out after a reset', async () => {
    order({ kind: 'hold' });
    const reply = post('a');
    await standIn.requests.waitFor({});
    standIn.reset();
    await expect(reply).rejects.toThrow('fetch failed');
    expect([standIn.release(), namesHeld(standIn)]).toEqual([0, []]);
  });
});
