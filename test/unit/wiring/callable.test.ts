import functionsTest from 'firebase-functions-test';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askAgent, findAgents, reconcileKnowledge, retryKnowledgeSync } from '../../../functions/src/index.ts';
import { callBy } from './caller.ts';
import { countingServer } from './counting-server.ts';

const { wrap, cleanup } = functionsTest({ projectId: 'demo-wiring' });
const firestore = countingServer();
beforeAll(() => {
  Object.assign(process.env, { FIRESTORE_EMULATOR_HOST: firestore.address(), ELEVENLABS_API_KEY: 'key' });
});
afterAll(cleanup);

const callables = {
  retryKnowledgeSync: wrap(retryKnowledgeSync),
  reconcileKnowledge: wrap(reconcileKnowledge),
  findAgents: wrap(findAgents),
  askAgent: wrap(askAgent),
};
const names = ['retryKnowledgeSync', 'reconcileKnowledge', 'findAgents', 'askAgent'] as const;

/** The error of a call; undefined when it succeeds. */
async function refusal(name: (typeof names)[number], data: unknown, claims: object | null): Promise<unknown> {
  return await (async () => callables[name](callBy(claims, data)))().then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a callable for editors', () => {
  beforeEach(() => firestore.forget());

  test.each(names)('refuses a caller who is not signed in: %s', async (name) => {
    const error = { code: 'unauthenticated', message: expect.stringMatching(/Sign in/) };
    expect(await refusal(name, { documentId: 'a' }, null)).toMatchObject(error);
  });

  test.each(names)('refuses a caller without exactly the role: %s', async (name) => {
    for (const claims of [
      {},
      { editor: false },
      { editor: 'true' },
      { editor: 1 },
      { Editor: true },
      { admin: true },
    ]) {
      const error = { code: 'permission-denied', message: expect.stringMatching(/editor role/) };
      expect(await refusal(name, { documentId: 'a' }, claims)).toMatchObject(error);
    }
  });

  const bad: readonly (readonly [data: unknown, field: RegExp])[] = [
    [{}, /^documentId: Enter the id/],
    [{ documentId: '' }, /^documentId: Enter the id/],
    [{ documentId: 7 }, /^documentId: Enter the id/],
    [{ documentId: null }, /^documentId: Enter the id/],
    [{ documentId: ['a'] }, /^documentId: Enter the id/],
    [{ documentId: '../a' }, /^documentId: Enter the id/],
    [{ documentId: 'knowledge/a' }, /^documentId: Enter the id/],
    [{ documentId: 'x'.repeat(101) }, /^documentId: Enter the id/],
    [{ documentId: 'a', force: true }, /^force: Leave this out\./],
    [JSON.parse('{"documentId":"a","__proto__":{"force":true}}'), /^__proto__: Leave this out\./],
    [{ documentId: '', force: true }, /documentId: .*force: |force: .*documentId: /],
    [null, /^input: /],
    [undefined, /^input: /],
    ['a', /^input: /],
    [['a'], /^input: /],
  ];
  test.each(bad)('refuses bad input and names the field: %j', async (data, message) => {
    const error = await refusal('retryKnowledgeSync', data, { editor: true });
    expect(error).toMatchObject({ code: 'invalid-argument', message: expect.stringMatching(message) });
  });

  test('limits how much of its input a refusal repeats', async () => {
    const data = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`field${index}`.padEnd(500, 'x'), 1]));
    const error = await refusal('retryKnowledgeSync', { documentId: 'a', ...data }, { editor: true });
    expect(error).toMatchObject({ code: 'invalid-argument' });
    expect(JSON.stringify(error).length).toBeLessThan(2_000);
  });

  test.each(names)('does not connect to Firestore when it refuses: %s', async (name) => {
    await refusal(name, { documentId: 'a' }, null);
    await refusal(name, { documentId: 'a' }, {});
    await refusal(name, { documentId: '', unknown: 1 }, { editor: true });
    expect(firestore.connections()).toBe(0);
  });
});
