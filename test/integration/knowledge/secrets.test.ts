import { describe, expect, test } from 'vitest';
import { apiKey, useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();
const title = 'Opening hours of the Blue Door';
const content = 'Nine to five, ask for the brass key.';

/** The answer of an upstream that repeats everything it received. */
const indiscreet = `xi-api-key: ${apiKey}; ${content} `.repeat(1000);

describe('an upstream answer that repeats the request', () => {
  test.each([
    ['text', 400],
    ['detail', 401],
    ['legacy', 403],
    ['validation', 422],
    ['text', 503],
    ['detail', 418],
  ] as const)('in %s shape with status %i leaves a short message that repeats none of it', async (shape, status) => {
    const reference = await world.add({ title, content });
    const headers = { 'x-echo': `key ${apiKey}` };
    const action = {
      kind: 'status',
      status,
      shape,
      message: indiscreet,
      code: indiscreet.slice(0, 50),
      headers,
    } as const;
    world.order(reference, 'POST', [action], null);
    await world.deliver(reference);
    const { status: synced, error } = await world.state(reference);
    expect(synced).toBe('failed');
    expect(error).toMatchObject({ message: expect.stringMatching(/^.{20,500}$/) });
    expect(JSON.stringify(await world.state(reference))).not.toMatch(
      new RegExp(`${apiKey}|xi-api-key|brass key|x-echo`),
    );
    expect(JSON.stringify(world.log)).not.toMatch(new RegExp(`${apiKey}|xi-api-key|brass key|Blue Door`));
  });
});

describe('logs', () => {
  test('describe a success with its ids and sizes', async () => {
    const reference = await world.add({ title, content });
    await world.deliver(reference);
    const { elevenLabsId } = await world.state(reference);
    const completed = world.log.find(({ event }) => event === 'knowledge.completed');
    expect(completed).toMatchObject({
      severity: 'INFO',
      fields: { documentId: reference.id, elevenLabsId, attempts: 1 },
    });
    expect(completed?.fields).toMatchObject({ bytes: content.length, durationMs: expect.any(Number) });
  });

  test('describe a failure with its id, type and size', async () => {
    const reference = await world.add({ title, content });
    world.order(reference, 'POST', [{ kind: 'status', status: 422 }]);
    await world.deliver(reference);
    const failed = world.log.find(({ event }) => event === 'knowledge.failed');
    const fields = { documentId: reference.id, type: 'validation', bytes: content.length, attempts: 1 };
    expect(failed).toMatchObject({ severity: 'ERROR', fields });
  });

  test('never hold the key, a title or a text during creation, edit, retry and removal', async () => {
    const reference = await world.add({ title, content });
    world.order(reference, 'POST', [{ kind: 'drop', when: 'after' }]);
    await world.deliver(reference);
    await world.edit(reference, { content: `${content} Or the iron key.` });
    world.order(reference, 'PATCH', [{ kind: 'status', status: 400, message: indiscreet }]);
    await world.deliver(reference);
    await world.retry(reference);
    world.order(reference, 'DELETE', [{ kind: 'status', status: 403, message: indiscreet }]);
    const data = await world.delete(reference);
    world.advance(10 * 60_000);
    await world.deliverDelete(reference, data);
    const events = new Set(world.log.map(({ event }) => event));
    expect([...events]).toEqual(
      expect.arrayContaining(['knowledge.retry', 'knowledge.failed', 'knowledge.removal_failed']),
    );
    expect(JSON.stringify(world.log)).not.toMatch(new RegExp(`${apiKey}|xi-api-key|brass key|iron key|Blue Door`));
  });
});
