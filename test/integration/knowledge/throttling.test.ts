import { describe, expect, test } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import { askAgent } from '../../../functions/src/knowledge/agents/ask-agent.ts';
import { findAgents } from '../../../functions/src/knowledge/agents/find-agents.ts';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { EventQueueTimeoutError } from '../../../functions/src/knowledge/event-queue.ts';
import { removeDeleted } from '../../../functions/src/knowledge/removal.ts';
import { retryDocument } from '../../../functions/src/knowledge/retry.ts';
import { syncForEvent } from '../../../functions/src/knowledge/sync.ts';
import { together } from '../together.ts';
import { second } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

const throttled = (headers: Record<string, string> = { 'retry-after': '45' }) =>
  ({ kind: 'status', status: 429, headers }) as const;

/** An instance whose waits at the gate last until the test ends them; then its clock is past them. */
function patientInstance() {
  const waiting = new Set<{ milliseconds: number; end: () => void }>();
  const context = world.instance({
    waitAtGate: (milliseconds, signal) =>
      new Promise((resolve) => {
        const one = { milliseconds, end: () => resolve() };
        waiting.add(one);
        signal?.addEventListener('abort', one.end);
      }),
  });
  const endWaits = () => {
    // Answers that came in after a wait began may have made it longer.
    world.advance(Math.max(...[...waiting].map(({ milliseconds }) => milliseconds)) + second);
    for (const one of waiting) one.end();
    waiting.clear();
  };
  return { context, waiting: () => waiting.size, endWaits };
}

/** The instance, with its first three creates sent together: the answer to one stops neither of the others. */
function sendingThreeTogether(context: KnowledgeContext): KnowledgeContext {
  const { elevenLabs } = context;
  const all = together(3);
  const create: typeof elevenLabs.create = async (...parameters) => {
    await all();
    return await elevenLabs.create(...parameters);
  };
  return { ...context, elevenLabs: { ...elevenLabs, create } };
}

const statuses = async (references: Awaited<ReturnType<typeof world.add>>[]) =>
  (await Promise.all(references.map((reference) => world.state(reference)))).map(({ status }) => status);

const addTen = () => Promise.all(Array.from({ length: 10 }, () => world.add()));

describe('ten documents behind a throttled key', () => {
  test('send only what was in flight, then one request, and the rest after its answer', async () => {
    const { context, waiting, endWaits } = patientInstance();
    const references = await addTen();
    world.elevenLabs.faults.add({ actions: [throttled()], times: 3 });
    const sending = sendingThreeTogether(context);
    const all = Promise.all(references.map((reference) => world.deliver(reference, sending)));
    await expect.poll(waiting).toBe(7);
    const sorted = async () => (await statuses(references)).sort();
    await expect.poll(sorted).toEqual([...Array(3).fill('failed'), ...Array(7).fill('pending')]);
    expect(world.elevenLabs.requests.find()).toHaveLength(3);

    world.elevenLabs.faults.add({ match: { method: 'POST' }, actions: [{ kind: 'hold' }] });
    endWaits();
    await world.elevenLabs.requests.waitFor({ method: 'POST' }, { count: 4 });
    expect((await statuses(references)).filter((status) => status === 'syncing')).toHaveLength(1);
    expect(world.elevenLabs.requests.find()).toHaveLength(4);

    world.elevenLabs.release();
    await all;
    expect((await statuses(references)).sort()).toEqual([...Array(7).fill('completed'), ...Array(3).fill('failed')]);
    expect(world.elevenLabs.requests.find()).toHaveLength(10);
  });

  test('cost one request each time the gate opens while the key stays throttled', async () => {
    const { context, waiting, endWaits } = patientInstance();
    const references = await addTen();
    world.elevenLabs.faults.add({ actions: [throttled()], times: null });
    const sending = sendingThreeTogether(context);
    const all = Promise.all(references.map((reference) => world.deliver(reference, sending)));
    const failed = () => world.log.filter(({ event }) => event === 'knowledge.failed');
    await expect.poll(failed).toHaveLength(3);
    for (let left = 7; left > 0; left -= 1) {
      await expect.poll(waiting).toBe(left);
      expect(world.elevenLabs.requests.find()).toHaveLength(10 - left);
      endWaits();
    }
    await all;
    for (const reference of references) {
      expect(await world.state(reference)).toMatchObject({
        status: 'failed',
        attempts: 1,
        error: { type: 'rate_limit' },
      });
    }
  });
});

describe('a run with a lease', () => {
  test('waits at the gate that another run closed, and then sends', async () => {
    const { context, waiting, endWaits } = patientInstance();
    const [retrying, other] = [await world.add(), await world.add()];
    world.order(retrying, 'POST', [{ kind: 'status', status: 500 }]);
    world.order(other, 'POST', [throttled()]);
    // The other run is throttled while this one waits between its attempts.
    const meanwhile = { ...context, wait: async () => void (await world.deliver(other, context)) };
    const run = world.deliver(retrying, meanwhile);
    await expect.poll(waiting).toBe(1);
    expect(await world.state(retrying)).toMatchObject({ status: 'syncing', attempts: 1 });
    expect(world.requests(retrying)).toEqual(['POST']);
    endWaits();
    expect(await run).toMatchObject({ status: 'completed' });
    expect(world.requests(retrying)).toEqual(['POST', 'GET', 'POST']);
  });

  test('settles as its own failure, with no attempt counted, when the gate stays closed past its deadline', async () => {
    const { context, waiting } = patientInstance();
    const [retrying, other] = [await world.add(), await world.add()];
    world.order(retrying, 'POST', [{ kind: 'status', status: 500 }]);
    world.order(other, 'POST', [throttled()]);
    const meanwhile = {
      ...context,
      wait: async () => {
        world.advance(60 * second);
        await world.deliver(other, context);
      },
    };
    expect(await world.deliver(retrying, meanwhile)).toMatchObject({
      status: 'failed',
      error: { type: 'server_error' },
    });
    expect(waiting()).toBe(0);
    expect(await world.state(retrying)).toMatchObject({ attempts: 1, leaseOwner: null });
    expect(world.requests(retrying)).toEqual(['POST']);
  });
});

/** Closes the gate of an instance. */
async function closeGate(context: KnowledgeContext, seconds = 45) {
  const other = await world.add();
  world.order(other, 'POST', [throttled({ 'retry-after': `${seconds}` })]);
  await world.deliver(other, context);
}

/** A document that ElevenLabs has, while its latest text was refused. */
async function addFailed() {
  const failed = await world.addCompleted();
  world.order(failed, 'PATCH', [{ kind: 'status', status: 422 }]);
  await world.edit(failed, { content: 'Ten to six.' });
  await world.deliver(failed);
  return failed;
}

const calls = {
  'a retry': (context: KnowledgeContext, documentId: string) => retryDocument(context, documentId),
  findAgents: (context: KnowledgeContext, documentId: string) => findAgents(context, documentId),
  askAgent: (context: KnowledgeContext) => askAgent(context, { query: 'When?', agentId: 'agent' }, 'editor'),
};

describe.each(Object.entries(calls))('behind a closed gate, %s', (_, call) => {
  /** Expects a call to be refused, with seconds within a range. */
  async function expectUnavailable(called: Promise<unknown>, [least, most]: [number, number]) {
    const error = await called.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'CallableError',
      code: 'unavailable',
      message: expect.stringMatching(/^ElevenLabs is .* seconds\.$/),
    });
    const { retryAfterSeconds } = error instanceof CallableError ? (error.details ?? {}) : {};
    expect(retryAfterSeconds).toBeGreaterThan(least);
    expect(retryAfterSeconds).toBeLessThanOrEqual(most);
  }

  test('is unavailable at once for more than 30 s, says when to try again, and changes nothing', async () => {
    const { context, waiting } = patientInstance();
    const failed = await addFailed();
    await closeGate(context);
    const before = await world.state(failed);
    world.elevenLabs.requests.reset();
    await expectUnavailable(call(context, failed.id), [30, 45]);
    expect(waiting()).toBe(0);
    expect(await world.state(failed)).toEqual(before);
    expect(world.elevenLabs.requests.find()).toEqual([]);
  });

  test('waits for less without a claim, and then sends', async () => {
    const { context, waiting, endWaits } = patientInstance();
    const failed = await addFailed();
    await closeGate(context, 25);
    const before = await world.state(failed);
    world.elevenLabs.agents.set({ id: 'agent', name: 'Front desk', visible: true, usesNewDocuments: false });
    world.elevenLabs.requests.reset();
    const called = call(context, failed.id);
    await expect.poll(waiting).toBe(1);
    expect(await world.state(failed)).toEqual(before);
    endWaits();
    await called;
    expect(world.elevenLabs.requests.find()).toHaveLength(1);
  });

  test('is unavailable as soon as the request before it is throttled for too long', async () => {
    const { context, waiting, endWaits } = patientInstance();
    const [failed, probing] = [await addFailed(), await world.add()];
    await closeGate(context, 25);
    world.order(probing, 'POST', [throttled()]);
    world.elevenLabs.requests.reset();
    const probe = world.deliver(probing, context);
    await expect.poll(waiting).toBe(1);
    const called = call(context, failed.id);
    await expect.poll(waiting).toBe(2);
    endWaits();
    await expectUnavailable(called, [30, 45]);
    await probe;
    expect(world.elevenLabs.requests.find()).toHaveLength(1);
  });
});

describe('behind a closed gate', () => {
  test('a removal sends nothing, and its record waits for the sweep', async () => {
    const { context } = patientInstance();
    const deleted = await world.addCompleted();
    await closeGate(context);
    const data = await world.delete(deleted);
    world.elevenLabs.requests.reset();
    await removeDeleted(context, deleted.id, data ?? {}, world.now());
    expect(world.elevenLabs.requests.find()).toEqual([]);
    expect(await world.removals(deleted)).toHaveLength(1);
    await world.sweep();
    expect(await world.ledger(deleted)).toEqual([]);
    expect(world.remote(deleted)).toEqual([]);
  });

  test('an event that cannot start in time throws, so that it is delivered again, and leaves its document pending', async () => {
    const { context } = patientInstance();
    const waiting = await world.add();
    await closeGate(context);
    await expect(syncForEvent(context, waiting.id, world.now())).rejects.toThrow(EventQueueTimeoutError);
    expect(await world.state(waiting)).toEqual({ status: 'pending' });
    expect(world.requests(waiting)).toEqual([]);
  });
});
