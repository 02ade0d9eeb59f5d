import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { httpClient } from '../upstream/http-client.ts';
import { call, knowledgeBasePath } from './elevenlabs-calls.ts';
import { ConformanceError, checkAnswer, checkBody, checkRequest, operationOf, operations } from './openapi.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub({
    agents: [
      { id: 'agent_1', name: 'Front desk', visible: true, usesNewDocuments: true },
      { id: 'agent_2', name: 'Hidden', visible: false, usesNewDocuments: false },
    ],
  });
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const longText = 'The session starts at nine. '.repeat(40);
const json = 'application/json';
const model = 'e5_mistral_7b_instruct';
/** Every operation that the client sends. */
const usedOperations = [
  'DELETE /v1/convai/knowledge-base/{documentation_id}',
  'DELETE /v1/convai/knowledge-base/{documentation_id}/rag-index/{rag_index_id}',
  'GET /v1/convai/knowledge-base',
  'GET /v1/convai/knowledge-base/rag-index',
  'GET /v1/convai/knowledge-base/{documentation_id}/dependent-agents',
  'PATCH /v1/convai/knowledge-base/{documentation_id}',
  'POST /v1/convai/agents/{agent_id}/knowledge-base/rag-query',
  'POST /v1/convai/knowledge-base/rag-index',
  'POST /v1/convai/knowledge-base/text',
];
const textPath = `${knowledgeBasePath}/text`;

interface Exchange {
  method: string;
  path: string;
  body?: unknown;
}

/** Documents and folders in every state that has an answer of its own. */
async function seed() {
  const folder = stub.documents.add({ type: 'folder', name: 'folder', text: '' });
  const inside = stub.documents.add({ name: 'inside', text: longText, parentFolderId: folder.id, agents: ['agent_1'] });
  const small = stub.documents.add({ name: 'small', text: 'short', agents: ['agent_1', 'agent_2'] });
  const indexed = { document_id: inside.id, create_if_missing: true, model };
  const reply = await call(stub, 'POST', `${knowledgeBasePath}/rag-index`, { body: { items: [indexed] } });
  return { folder: folder.id, inside: inside.id, small: small.id, index: String(reply.json[inside.id].data.id) };
}

/** At least one successful request for every operation that the stub has. */
function exchanges({ folder, inside, small, index }: Awaited<ReturnType<typeof seed>>): Exchange[] {
  const items = [inside, small, folder, 'unknown'].map((id) => ({ document_id: id, create_if_missing: true, model }));
  return [
    { method: 'POST', path: textPath, body: { text: 'x' } },
    { method: 'POST', path: textPath, body: { text: 'x', name: 'n', parent_folder_id: folder } },
    { method: 'POST', path: `${knowledgeBasePath}/folder`, body: { name: 'f' } },
    { method: 'GET', path: knowledgeBasePath },
    { method: 'GET', path: `${knowledgeBasePath}?page_size=1&search=in&types=text&types=folder&sort_by=name` },
    { method: 'GET', path: `${knowledgeBasePath}?folders_first=true&sort_direction=asc&ancestor_folder_id=${folder}` },
    ...[folder, inside].map((id) => ({ method: 'GET', path: `${knowledgeBasePath}/${id}` })),
    { method: 'GET', path: `${knowledgeBasePath}/${inside}/content` },
    { method: 'PATCH', path: `${knowledgeBasePath}/${small}`, body: { name: 'renamed', content: 'new' } },
    { method: 'GET', path: `${knowledgeBasePath}/rag-index` },
    { method: 'POST', path: `${knowledgeBasePath}/rag-index`, body: { items } },
    { method: 'POST', path: '/v1/convai/agents/agent_1/knowledge-base/rag-query', body: { query: 'session' } },
    { method: 'GET', path: `${knowledgeBasePath}/${small}/dependent-agents?page_size=1&dependent_type=all` },
    { method: 'GET', path: `${knowledgeBasePath}/${small}/dependent-agents` },
    { method: 'DELETE', path: `${knowledgeBasePath}/${inside}/rag-index/${index}` },
    { method: 'DELETE', path: `${knowledgeBasePath}/${inside}?force=true` },
  ];
}

async function send({ method, path, body }: Exchange) {
  const url = new URL(path, stub.url);
  const reply = await call(stub, method, path, body === undefined ? {} : { body });
  const [contentType = ''] = reply.headers.get('content-type')?.split(';') ?? [];
  const answer = contentType === json ? reply.json : reply.text;
  return { operation: operationOf(method, url.pathname), status: reply.status, contentType, answer };
}

describe('the stub', () => {
  test('answers every operation of the published schema with what the schema allows', async () => {
    const seen = new Set<string>();
    for (const exchange of exchanges(await seed())) {
      const { operation, status, contentType, answer } = await send(exchange);
      expect([exchange.path, status]).toEqual([exchange.path, 200]);
      checkAnswer(operation, status, contentType, answer);
      seen.add(operation);
    }
    expect([...seen].sort()).toEqual([...operations].sort());
  });

  test('answers a wrong request with the published form of a 422', async () => {
    const wrong: Exchange[] = [
      { method: 'POST', path: textPath, body: {} },
      { method: 'GET', path: `${knowledgeBasePath}?page_size=0` },
      { method: 'POST', path: `${knowledgeBasePath}/rag-index`, body: { items: [] } },
      { method: 'POST', path: '/v1/convai/agents/a/knowledge-base/rag-query', body: {} },
    ];
    for (const exchange of wrong) {
      const { operation, status, answer } = await send(exchange);
      expect(status).toBe(422);
      const { detail } = answer;
      // The published schema leaves out `input`, which the service sends.
      const published = detail.map(({ input: _, ...rest }: { input: unknown }) => rest);
      checkAnswer(operation, 422, json, { detail: published });
    }
  });

  test('refuses the bodies that the published schema refuses, and no others', async () => {
    const seeded = await seed();
    const values = [undefined, null, '', 'text', 1, true, [], ['text'], {}, { a: 1 }];
    const differences: unknown[] = [];
    for (const { method, path, body } of exchanges(seeded)) {
      for (const field of Object.keys(Object(body))) {
        for (const value of values) {
          const changed = { ...Object(body), [field]: value };
          const { operation, status } = await send({ method, path, body: changed });
          const refused = status === 422;
          if (refused !== isRefused(operation, changed)) differences.push([operation, changed, status]);
        }
      }
    }
    expect(differences).toEqual([]);
  });
});

describe('the ElevenLabs client', () => {
  test('sends only requests that the published schema allows', async () => {
    const { folder } = await seed();
    for (const folderId of [null, folder]) {
      const client = createElevenLabs(httpClient(stub.url), { hasKey: true, folderId });
      stub.requests.reset();
      const id = await client.create({ name: 'tag title', text: longText }, {});
      await client.update(id, { name: 'tag other', content: 'new' }, {});
      await client.listByPrefix('tag', {});
      await client.listAll({});
      const index = (await client.computeIndexes([id], model, {})).get(id);
      await client.indexUsage({});
      await client.dependentAgents(id, {});
      await client.retrieve('agent_1', 'When does the session start?', {});
      if (index?.kind === 'index') await client.removeIndex(id, index.indexId, {});
      await client.remove(id, {});
      const sent = stub.requests.find();
      const used = new Set(sent.map(({ method, path }) => operationOf(method, path)));
      expect([...used].sort()).toEqual(usedOperations);
      for (const { method, path, query, body } of sent) checkRequest(method, path, new URLSearchParams(query), body);
    }
  });
});

describe('the conformance check', () => {
  test.each([
    ['an unknown path', () => operationOf('GET', '/v1/convai/knowledge')],
    ['an unknown parameter', () => checkRequest('GET', knowledgeBasePath, new URLSearchParams('searh=a'), '')],
    [
      'a parameter out of range',
      () => checkRequest('GET', knowledgeBasePath, new URLSearchParams('page_size=101'), ''),
    ],
    ['a missing body field', () => checkBody(`POST ${textPath}`, { name: 'a' })],
    ['an unknown body field', () => checkBody(`POST ${textPath}`, { text: 'a', nmae: 'b' })],
    ['an unknown answer field', () => checkAnswer(`POST ${textPath}`, 200, json, { id: 'a', name: 'b', made_up: 1 })],
    ['a missing answer field', () => checkAnswer(`POST ${textPath}`, 200, json, { id: 'a' })],
    ['an undocumented status', () => checkAnswer(`POST ${textPath}`, 201, json, {})],
  ])('reports %s', (_, check) => {
    expect(check).toThrow(ConformanceError);
  });
});

function isRefused(operation: string, body: unknown): boolean {
  try {
    checkBody(operation, JSON.parse(JSON.stringify(body)));
    return false;
  } catch (error) {
    if (error instanceof ConformanceError) return true;
    throw error;
  }
}
