import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { call, create, knowledgeBasePath } from './elevenlabs-calls.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const post = (name: string) => call(stub, 'POST', `${knowledgeBasePath}/text`, { body: { text: 'x', name } });
const statuses = async (...names: string[]) => {
  const found: number[] = [];
  for (const name of names) found.push((await post(name)).status);
  return found;
};
const addRule = (...actions: FaultRule['actions']) => stub.faults.add({ actions });

describe('a fault rule', () => {
  test('applies to one request by default', async () => {
    addRule({ kind: 'status', status: 500 });
    expect(await statuses('a', 'b')).toEqual([500, 200]);
    expect(stub.faults.list()).toEqual([]);
  });

  test('repeats its actions in turn, `times` times', async () => {
    const actions: FaultRule['actions'] = [{ kind: 'status', status: 503 }, { kind: 'pass' }];
    stub.faults.add({ actions, times: 2 });
    expect(await statuses('a', 'b', 'c', 'd', 'e')).toEqual([503, 200, 503, 200, 200]);
  });

  test('with null `times` applies until it is cleared', async () => {
    const id = stub.faults.add({ actions: [{ kind: 'status', status: 429 }], times: null });
    expect(await statuses('a', 'b', 'c')).toEqual([429, 429, 429]);
    stub.faults.clear(id);
    expect(await statuses('d')).toEqual([200]);
  });

  test('applies only to matching requests', async () => {
    const actions: FaultRule['actions'] = [{ kind: 'status', status: 500 }];
    stub.faults.add({ match: { name: 'doc1-', method: 'POST' }, actions, times: null });
    expect(await statuses('doc1-aaaa title', 'doc2-bbbb title')).toEqual([500, 200]);
    stub.faults.add({ match: { path: `${knowledgeBasePath}/*`, body: '"marked"' }, actions, times: null });
    expect(await statuses('marked', 'unmarked')).toEqual([500, 200]);
  });

  test('matches a document by name even when a request has only its id, and after its deletion', async () => {
    const id = await create(stub, 'doc1-aaaa title');
    stub.faults.add({
      match: { name: 'doc1-' },
      actions: [{ kind: 'pass' }, { kind: 'status', status: 500 }, { kind: 'status', status: 502 }],
    });
    expect((await call(stub, 'DELETE', `${knowledgeBasePath}/${id}`)).status).toBe(200);
    expect((await call(stub, 'DELETE', `${knowledgeBasePath}/${id}`)).status).toBe(500);
    expect((await call(stub, 'GET', `${knowledgeBasePath}?search=doc1-aaaa`)).status).toBe(502);
  });

  test('is refused when it is invalid', () => {
    expect(() => stub.faults.add({ actions: [] })).toThrow();
    expect(() => addRule({ kind: 'status', status: 500, headers: { 'retry-after': '1\n2' } })).toThrow();
  });
});
