import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createElevenLabs, type ElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { UpstreamError } from '../../../functions/src/upstream/errors.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { httpClient } from './http-client.ts';

const model = 'e5_mistral_7b_instruct';
const text = 'The session starts at nine. '.repeat(40);

let stub: ElevenLabsStub;
let elevenLabs: ElevenLabs;
beforeAll(async () => {
  stub = await startElevenLabsStub({
    agents: [
      { id: 'agent_1', name: 'Front desk', visible: true, usesNewDocuments: false },
      { id: 'agent_2', name: 'Hidden', visible: false, usesNewDocuments: false },
    ],
  });
  elevenLabs = createElevenLabs(httpClient(stub.url), { hasKey: true, folderId: null });
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

/** Makes the next request succeed with this body. */
function answerNext(body: unknown): void {
  stub.faults.add({ actions: [{ kind: 'status', status: 200, body: JSON.stringify(body) }] });
}

const compute = (...ids: string[]) => elevenLabs.computeIndexes(ids, model, {});
const success = (data: object) => ({
  status: 'success',
  data: { id: 'rag_1', model, status: 'processing', progress_percentage: 40.7, ...data },
});

describe('the indexes of several documents', () => {
  test('are requested together and started when they are missing', async () => {
    stub.indexes.settings.durationMs = null;
    const [first, small] = [stub.documents.add({ name: 'a', text }), stub.documents.add({ name: 'b', text: 'short' })];
    const answers = await compute(first.id, small.id, 'gone');
    expect(answers.get(first.id)).toMatchObject({ kind: 'index', status: 'processing', progress: 0 });
    expect(answers.get(small.id)).toMatchObject({ kind: 'index', status: 'document_too_small' });
    expect(answers.get('gone')).toEqual({ kind: 'gone' });
    expect(stub.requests.find()).toHaveLength(1);
  });

  test('are parsed one by one: an unreadable one does not hide the others', async () => {
    answerNext({
      good: success({}),
      newer: success({ status: 'queued' }),
      beyond: success({ progress_percentage: 400 }),
      text: success({ progress_percentage: 'much' }),
      path: success({ id: '../../user' }),
      nothing: null,
      refused: { status: 'failure', error_code: 422, error_status: 'invalid_model', error_message: 'secret text' },
      wordy: { status: 'failure', error_code: 'many', error_status: 7, error_message: '' },
    });
    const ids = ['good', 'newer', 'beyond', 'text', 'path', 'nothing', 'refused', 'wordy', 'absent'];
    const answers = await compute(...ids);
    const index = { kind: 'index', indexId: 'rag_1', status: 'processing' };
    expect(Object.fromEntries(answers)).toEqual({
      good: { ...index, progress: 40 },
      newer: { ...index, progress: 40 },
      beyond: { ...index, progress: 0 },
      text: { ...index, progress: 0 },
      refused: { kind: 'failed', failure: expect.objectContaining({ type: 'validation', code: 'invalid_model' }) },
    });
  });

  test.each([[null], [[]], ['text'], [7]])('are unreadable as %j', async (body) => {
    answerNext(body);
    await expect(compute('a')).rejects.toThrow(UpstreamError);
  });

  test('are not taken from the prototype of an answer', async () => {
    stub.faults.add({ actions: [{ kind: 'status', status: 200, body: '{"__proto__":{"a":{"status":"success"}}}' }] });
    expect(await compute('a', 'constructor', 'toString')).toEqual(new Map());
  });
});

test('an index is deleted by its id', async () => {
  const { id } = stub.documents.add({ name: 'a', text });
  const answer = (await compute(id)).get(id);
  if (answer?.kind !== 'index') throw new Error('There is no index.');
  await elevenLabs.removeIndex(id, answer.indexId, {});
  expect(stub.indexes.list(id)).toEqual([]);
});

describe('how full the index is', () => {
  test('is read in bytes', async () => {
    const { id } = stub.documents.add({ name: 'a', text });
    await compute(id);
    expect(await elevenLabs.indexUsage({})).toEqual({ usedBytes: text.length, maxBytes: 20_000_000 });
  });

  test.each([[{}], [{ total_used_bytes: -1, total_max_bytes: 5 }], [{ total_used_bytes: '1', total_max_bytes: 5 }]])(
    'is unreadable as %j',
    async (body) => {
      answerNext(body);
      await expect(elevenLabs.indexUsage({})).rejects.toThrow(UpstreamError);
    },
  );
});

describe('the agents of a document', () => {
  test('have a name unless the key may not see them', async () => {
    const { id } = stub.documents.add({ name: 'a', text, agents: ['agent_1', 'agent_2'] });
    expect(await elevenLabs.dependentAgents(id, {})).toEqual({
      agents: [
        { id: 'agent_1', name: 'Front desk' },
        { id: 'agent_2', name: null },
      ],
      more: false,
    });
  });

  test('are the first hundred', async () => {
    const agents = Array.from({ length: 130 }, (_, n) => `agent_${n}`);
    const { id } = stub.documents.add({ name: 'a', text, agents });
    const found = await elevenLabs.dependentAgents(id, {});
    expect([found.agents.length, found.more]).toEqual([100, true]);
  });

  test('are named once, and have no name when it is malformed', async () => {
    const agents = [
      { id: 'a', name: 7 },
      { id: 'b', name: ' ' },
      { id: 'a', name: 'A' },
    ];
    answerNext({ agents, has_more: false });
    expect((await elevenLabs.dependentAgents('x', {})).agents).toEqual([
      { id: 'a', name: 'A' },
      { id: 'b', name: null },
    ]);
  });

  test.each([[null], [{ agents: [null], has_more: false }], [{ agents: [] }]])('are unreadable as %j', async (body) => {
    answerNext(body);
    await expect(elevenLabs.dependentAgents('x', {})).rejects.toThrow(UpstreamError);
  });
});

describe('what an agent retrieves', () => {
  test('comes with the document, best first', async () => {
    const { id } = stub.documents.add({ name: 'hours', text, agents: ['agent_1'] });
    await compute(id);
    const [chunk] = await elevenLabs.retrieve('agent_1', 'When does the session start?', {});
    expect(chunk).toMatchObject({ elevenLabsId: id, documentName: 'hours', text: text.trim() });
  });

  test('is bounded: 50 chunks of 5 000 characters', async () => {
    const chunk = { document_id: 'd', document_name: 'n', text: 'x'.repeat(20_000), vector_distance: null };
    answerNext({ retrieval_query: 'q', chunks: Array.from({ length: 80 }, () => chunk) });
    const chunks = await elevenLabs.retrieve('agent_1', 'q', {});
    expect([chunks.length, chunks[0]?.text.length, chunks[0]?.distance]).toEqual([50, 5000, null]);
  });

  test.each([[null], [{ chunks: 'none' }], [{ chunks: [{ document_id: 'd' }] }]])(
    'is unreadable as %j',
    async (body) => {
      answerNext(body);
      await expect(elevenLabs.retrieve('agent_1', 'q', {})).rejects.toThrow(UpstreamError);
    },
  );

  test('of an agent with an unusual id stays in one path segment', async () => {
    await elevenLabs.retrieve('../a', 'q', {}).catch(() => {});
    expect(stub.requests.find()).toMatchObject([{ path: '/v1/convai/agents/..%2Fa/knowledge-base/rag-query' }]);
  });
});
