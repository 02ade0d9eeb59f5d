import { beforeEach, describe, expect, test } from 'vitest';
import { askAgent } from '../../../functions/src/knowledge/agents/ask-agent.ts';
import { findAgents } from '../../../functions/src/knowledge/agents/find-agents.ts';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import type { FaultAction } from '../../../local/stub/faults.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();
const model = 'e5_mistral_7b_instruct';
const agentId = 'agent_front_desk';
const content = 'The session starts at nine in the back room. '.repeat(20);
const query = 'When does the session start?';

let context: KnowledgeContext;
beforeEach(() => {
  context = world.instance({ agentId });
  world.elevenLabs.agents.set({ id: agentId, name: 'Front desk', visible: true, usesNewDocuments: true });
});

/** A completed document in the index, used by the agent. */
async function addFound(title = 'Opening hours') {
  const reference = await world.addCompleted({ title, content });
  const [remote] = world.remote(reference);
  if (remote === undefined) throw new Error('It was not synced.');
  world.elevenLabs.indexes.compute(remote, model);
  return { reference, remote };
}

const refusals: readonly (readonly [string, Extract<FaultAction, { kind: 'status' }> | FaultAction, string])[] = [
  ['a refused key', answer(401), 'failed-precondition'],
  ['a missing scope', answer(403), 'failed-precondition'],
  ['too many requests', answer(429), 'resource-exhausted'],
  ['no credit', answer(402), 'resource-exhausted'],
  ['an outage', answer(503), 'unavailable'],
  ['a dropped connection', { kind: 'drop', when: 'before' }, 'unavailable'],
  ['an unreadable answer', { kind: 'unreadable', body: 'html', processed: true }, 'unavailable'],
];

function answer(status: number): FaultAction {
  return { kind: 'status', status, shape: 'detail', headers: {}, processed: false };
}

describe('findAgents', () => {
  test('names the agents that use a document', async () => {
    const { reference, remote } = await addFound();
    world.elevenLabs.agents.set({ id: 'agent_2', name: 'Hidden', visible: false, usesNewDocuments: false });
    world.elevenLabs.documents.attach(remote.id, [agentId, 'agent_2']);
    expect(await findAgents(context, reference.id)).toEqual({
      agents: [
        { id: agentId, name: 'Front desk' },
        { id: 'agent_2', name: null },
      ],
      more: false,
    });
  });

  test('sends nothing for a document that ElevenLabs does not have', async () => {
    const reference = await world.add();
    expect(await findAgents(context, reference.id)).toEqual({ agents: [], more: false });
    expect(world.elevenLabs.requests.counters().requests).toBe(0);
  });

  test('finds none for a document that is gone at ElevenLabs', async () => {
    const { reference, remote } = await addFound();
    world.elevenLabs.documents.remove(remote.id);
    expect(await findAgents(context, reference.id)).toEqual({ agents: [], more: false });
  });

  test('refuses an unknown document', async () => {
    await expect(findAgents(context, 'unknown')).rejects.toMatchObject({ code: 'not-found' });
  });

  const unknownPath = {
    kind: 'status',
    status: 404,
    shape: 'detail',
    code: 'not_found',
    headers: {},
    processed: false,
  } as const;
  test.each([...refusals, ['an unknown path', unknownPath, 'unavailable'] as const])(
    'says in words what is wrong: %s',
    async (_, action, code) => {
      const { reference } = await addFound();
      world.elevenLabs.faults.add({ match: { path: '*/dependent-agents' }, actions: [action] });
      await expect(findAgents(context, reference.id)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(/\.$/),
      });
    },
  );

  test('says that no key is configured, and sends nothing', async () => {
    const { reference } = await addFound();
    const keyless = world.instance({ apiKey: '' });
    await expect(findAgents(keyless, reference.id)).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('ELEVENLABS_API_KEY'),
    });
  });
});

describe('askAgent', () => {
  test('finds the documents that the agent would read, by their ids in Firestore', async () => {
    const { reference } = await addFound();
    const { chunks } = await askAgent(context, { query }, 'editor');
    expect(chunks[0]).toMatchObject({ documentId: reference.id, title: 'Opening hours', text: content.trim() });
    expect(chunks[0]?.distance).toBeLessThan(1);
  });

  test('knows its documents by their id, whatever their name at ElevenLabs', async () => {
    const { reference, remote } = await addFound();
    world.elevenLabs.documents.update(remote.id, { name: 'Renamed', text: remote.text });
    expect((await askAgent(context, { query }, 'editor')).chunks[0]).toMatchObject({ documentId: reference.id });
  });

  test('answers the name, without an id, for a document that is not ours', async () => {
    const foreign = world.elevenLabs.documents.add({ name: 'Staff handbook', text: content, agents: [agentId] });
    world.elevenLabs.indexes.compute(foreign, model);
    const { chunks } = await askAgent(context, { query }, 'editor');
    expect(chunks).toMatchObject([{ documentId: null, title: 'Staff handbook' }]);
  });

  test('asks another agent on request', async () => {
    const { remote } = await addFound();
    world.elevenLabs.documents.attach(remote.id, ['agent_2']);
    expect((await askAgent(context, { query }, 'editor')).chunks).toEqual([]);
    expect((await askAgent(context, { query, agentId: 'agent_2' }, 'editor')).chunks).toHaveLength(1);
  });

  test('without an agent sends nothing', async () => {
    await expect(askAgent(world.context, { query }, 'editor')).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('ELEVENLABS_AGENT_ID'),
    });
    expect(world.elevenLabs.requests.counters().requests).toBe(0);
  });

  test('of an unknown agent says so', async () => {
    await expect(askAgent(context, { query, agentId: 'nobody' }, 'editor')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('answers one question of a user at a time, and the next one afterwards', async () => {
    await addFound();
    world.elevenLabs.faults.add({ match: { path: '*/rag-query' }, actions: [{ kind: 'hold' }] });
    const first = askAgent(context, { query }, 'editor');
    await world.elevenLabs.requests.waitFor({ path: '*/rag-query' });
    await expect(askAgent(context, { query }, 'editor')).rejects.toMatchObject({ code: 'resource-exhausted' });
    const other = askAgent(context, { query }, 'another editor');
    world.elevenLabs.release();
    expect((await first).chunks).toHaveLength(1);
    expect((await other).chunks).toHaveLength(1);
    expect((await askAgent(context, { query }, 'editor')).chunks).toHaveLength(1);
    expect(world.elevenLabs.requests.counters().mostInFlight).toBe(1);
  });

  test.each(refusals)('says in words what is wrong, and can be asked again: %s', async (_, action, code) => {
    await addFound();
    world.elevenLabs.faults.add({ match: { path: '*/rag-query' }, actions: [action] });
    await expect(askAgent(context, { query }, 'editor')).rejects.toMatchObject({ code });
    expect((await askAgent(context, { query }, 'editor')).chunks).toHaveLength(1);
  });

  test('logs neither the question nor what was found', async () => {
    await addFound();
    await askAgent(context, { query: 'Secret question about the session' }, 'editor');
    expect(JSON.stringify(world.log)).not.toMatch(/Secret question|back room|Opening hours/);
  });
});
