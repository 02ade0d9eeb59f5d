import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { call, create, knowledgeBasePath } from './elevenlabs-calls.ts';

const demoAgent = { id: 'agent_demo', name: 'Front desk', visible: true, usesNewDocuments: true };

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub({ agents: [demoAgent] });
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const model = 'e5_mistral_7b_instruct';
const filler = 'More about the pub. '.repeat(40);

const dependents = (id: string, query = '') => call(stub, 'GET', `${knowledgeBasePath}/${id}/dependent-agents${query}`);
const ask = (agentId: string, query: string) =>
  call(stub, 'POST', `/v1/convai/agents/${agentId}/knowledge-base/rag-query`, { body: { query } });
const index = (...ids: string[]) => {
  const items = ids.map((id) => ({ document_id: id, create_if_missing: true, model }));
  return call(stub, 'POST', `${knowledgeBasePath}/rag-index`, { body: { items } });
};

describe('the agents of a document', () => {
  test('include the agents that use every new document', async () => {
    const { json } = await dependents(await create(stub, 'a'));
    expect(json).toMatchObject({
      agents: [{ id: 'agent_demo', name: 'Front desk', type: 'available' }],
      has_more: false,
    });
  });

  test('have no name if the key may not see them', async () => {
    const id = await create(stub, 'a');
    await call(stub, 'PUT', '/control/agents/agent_secret', { body: { name: 'Secret', visible: false } });
    stub.documents.attach(id, ['agent_secret']);
    expect((await dependents(id)).json.agents).toEqual([
      { id: 'agent_secret', type: 'unknown', referenced_resource_ids: [] },
    ]);
    expect((await call(stub, 'GET', knowledgeBasePath)).json.documents[0].dependent_agents[0].type).toBe('unknown');
  });

  test('come in pages', async () => {
    const id = await create(stub, 'a');
    stub.documents.attach(id, ['one', 'two', 'three']);
    const first = (await dependents(id, '?page_size=2')).json;
    expect([first.agents.map((agent: { id: string }) => agent.id), first.has_more]).toEqual([['one', 'two'], true]);
    const second = (await dependents(id, `?page_size=2&cursor=${first.next_cursor}`)).json;
    expect(second).toMatchObject({ agents: [{ id: 'three' }], has_more: false, next_cursor: null });
    expect((await dependents(id, '?cursor=invented')).status).toBe(400);
    expect((await dependents(id, '?dependent_type=transitive')).json.agents).toEqual([]);
    expect((await dependents('unknown')).status).toBe(404);
  });
});

describe('a query', () => {
  test('returns the paragraphs that share the most words with it, best first', async () => {
    const hours = await create(
      stub,
      'hours',
      `The session starts at nine on Tuesday.\n\nClosed on Monday.\n\n${filler}`,
    );
    const food = await create(stub, 'food', `The kitchen closes at eight on Monday.\n\n${filler}`);
    await index(hours, food);
    const { json } = await ask('agent_demo', 'When does the session start on Tuesday?');
    expect(json.retrieval_query).toBe('When does the session start on Tuesday?');
    expect(json.chunks[0]).toMatchObject({
      document_id: hours,
      document_name: 'hours',
      text: 'The session starts at nine on Tuesday.',
    });
    const distances = json.chunks.map((chunk: { vector_distance: number }) => chunk.vector_distance);
    expect(distances).toEqual(distances.toSorted((a: number, b: number) => a - b));
  });

  test('finds nothing in documents that are not indexed or not used by the agent', async () => {
    const unindexed = await create(stub, 'unindexed', `The session starts at nine.\n\n${filler}`);
    const unused = await create(stub, 'unused', `The session starts at ten.\n\n${filler}`);
    stub.documents.attach(unused, []);
    await index(unused);
    expect((await ask('agent_demo', 'session')).json.chunks).toEqual([]);
    await index(unindexed);
    expect((await ask('agent_demo', 'session')).json.chunks).toMatchObject([{ document_id: unindexed }]);
  });

  test('is refused for an unknown agent and for empty text', async () => {
    expect((await ask('agent_unknown', 'session')).status).toBe(404);
    expect((await ask('agent_demo', '')).status).toBe(422);
  });
});

test('a reset restores the agents and the indexing settings', async () => {
  await call(stub, 'PUT', '/control/agents/other', { body: { name: 'Other' } });
  await call(stub, 'PUT', '/control/indexing', { body: { maxBytes: 1 } });
  stub.reset();
  expect(stub.agents.list()).toEqual([demoAgent]);
  expect(stub.indexes.settings).toEqual({ durationMs: 0, maxBytes: 20_000_000 });
});

test('the front page shows agents and indexes', async () => {
  await index(await create(stub, 'a', filler));
  const html = await (await fetch(`${stub.url}/`)).text();
  expect(html).toContain('used by Front desk');
  expect(html).toContain('<td>succeeded</td>');
  expect(html).toContain('The index uses 800 of 20,000,000 bytes.');
});
