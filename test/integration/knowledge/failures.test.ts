import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { hour, minute } from './time.ts';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

type Action = FaultRule['actions'][number];

/** Longer than any answer of the stub takes, in milliseconds. */
const ample = 20_000;

/**
 * Temporary failures, with the stored error type and the requests after the failed POST; some with the
 * timeout, in milliseconds, that the instance needs for them.
 */
const passing: [string, Action, string, string[], timeoutMs?: number][] = [
  ['429', { kind: 'status', status: 429 }, 'rate_limit', ['POST']],
  ['408', { kind: 'status', status: 408 }, 'network', ['GET', 'POST']],
  ['500', { kind: 'status', status: 500 }, 'server_error', ['GET', 'POST']],
  ['501', { kind: 'status', status: 501 }, 'server_error', ['GET', 'POST']],
  ['502', { kind: 'status', status: 502, body: '<html>Bad gateway</html>' }, 'server_error', ['GET', 'POST']],
  ['503', { kind: 'status', status: 503 }, 'server_error', ['GET', 'POST']],
  ['504', { kind: 'status', status: 504, shape: 'text' }, 'server_error', ['GET', 'POST']],
  ['520', { kind: 'status', status: 520 }, 'server_error', ['GET', 'POST']],
  ['529', { kind: 'status', status: 529 }, 'server_error', ['GET', 'POST']],
  [
    '409 concurrent_modification',
    { kind: 'status', status: 409, code: 'concurrent_modification' },
    'conflict',
    ['POST'],
  ],
  ['a connection broken before it is processed', { kind: 'drop', when: 'before' }, 'network', ['GET', 'POST']],
  ['a connection broken after it is processed', { kind: 'drop', when: 'after' }, 'network', ['GET', 'PATCH']],
  ['an answer that is cut off', { kind: 'unreadable', body: 'interrupted' }, 'network', ['GET', 'PATCH']],
  ['a timeout before it is processed', { kind: 'delay', ms: 60_000 }, 'network', ['GET', 'POST'], 250],
  ['a timeout after it is processed', { kind: 'delay', ms: 60_000, when: 'after' }, 'network', ['GET', 'PATCH'], 250],
  ['a body that arrives too slowly', { kind: 'slow', ms: 60_000 }, 'network', ['GET', 'PATCH'], 250],
  [
    '503 with digits of 401 in its text',
    { kind: 'status', status: 503, message: 'request 84010f' },
    'server_error',
    ['GET', 'POST'],
  ],
];

/** Permanent failures, with the stored error type. */
const lasting: [string, Action, string][] = [
  ['301', { kind: 'status', status: 301, headers: { location: 'http://127.0.0.1:1/' } }, 'unknown'],
  ['400', { kind: 'status', status: 400 }, 'validation'],
  ['400 quota_exceeded', { kind: 'status', status: 400, shape: 'legacy', code: 'quota_exceeded' }, 'quota'],
  ['401', { kind: 'status', status: 401 }, 'auth'],
  ['401 quota_exceeded', { kind: 'status', status: 401, code: 'quota_exceeded' }, 'quota'],
  ['402', { kind: 'status', status: 402 }, 'quota'],
  ['403', { kind: 'status', status: 403 }, 'auth'],
  ['404', { kind: 'status', status: 404 }, 'not_found'],
  ['409', { kind: 'status', status: 409 }, 'conflict'],
  ['410', { kind: 'status', status: 410 }, 'not_found'],
  ['413', { kind: 'status', status: 413 }, 'validation'],
  ['418', { kind: 'status', status: 418 }, 'unknown'],
  ['422', { kind: 'status', status: 422, shape: 'validation' }, 'validation'],
  [
    '401 with words of another class in its text',
    { kind: 'status', status: 401, message: 'generate: rate limit 429' },
    'auth',
  ],
  [
    '400 with digits of another class in a header',
    { kind: 'status', status: 400, headers: { 'x-ray': '503-429' } },
    'validation',
  ],
];

describe('a create that meets', () => {
  test.each(passing)(
    '%s once is retried and leaves one remote document',
    async (_, action, __, next, requestTimeoutMs = ample) => {
      const reference = await world.add();
      world.order(reference, 'POST', [action]);
      await world.deliver(reference, { ...world.instance(), requestTimeoutMs });
      expect(world.requests(reference)).toEqual(['POST', ...next]);
      expect(await world.state(reference)).toMatchObject({ status: 'completed', attempts: 2, runs: 1, error: null });
      expect(world.remote(reference).map(({ text }) => text)).toEqual(['Nine to five.']);
    },
  );

  test.each(passing)(
    '%s in every attempt fails and is retried automatically',
    async (_, action, type, __, requestTimeoutMs = ample) => {
      const reference = await world.add();
      world.elevenLabs.faults.add({ match: { name: reference.id }, actions: [action], times: null });
      await world.deliver(reference, { ...world.instance(), requestTimeoutMs });
      const state = await world.state(reference);
      expect(state).toMatchObject({ status: 'failed', error: { type, retryable: true } });
      expect(state.nextAttemptAt).toBeGreaterThan(world.now());
      world.elevenLabs.faults.clear();
      // The sweep first retries it, then verifies what was ambiguous.
      world.advance(minute);
      await world.sweep();
      world.advance(hour);
      await world.sweep();
      expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null, verifyAt: null });
      expect(world.remote(reference)).toHaveLength(1);
    },
  );

  test.each(lasting)('%s fails after exactly one request', async (_, action, type) => {
    const reference = await world.add();
    world.order(reference, 'POST', [action], null);
    await world.deliver(reference);
    world.advance(25 * hour);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['POST']);
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'failed', attempts: 1, nextAttemptAt: null, verifyAt: null });
    expect(state.error).toMatchObject({ type, retryable: false });
  });

  test.each([
    ['a name that does not resolve', 'http://elevenlabs.invalid'],
    ['a closed port', 'http://127.0.0.1:1'],
  ])('%s is retried in the run and by the sweep', async (_, baseUrl) => {
    const reference = await world.add();
    await world.deliver(reference, world.instance({ baseUrl }));
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'failed', attempts: 3, verifyAt: null });
    expect(state.error).toMatchObject({ type: 'network', retryable: true });
    world.advance(minute);
    await world.sweep();
    expect(world.requests(reference)).toEqual(['GET', 'POST']);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', runs: 2 });
  });

  test.each(['html', 'empty', 'truncated'] as const)(
    'a success whose body is %s in every attempt fails as unknown and is verified instead of retried',
    async (body) => {
      const reference = await world.add();
      const action: Action = { kind: 'unreadable', body };
      world.order(reference, 'POST', [action], null);
      world.order(reference, 'PATCH', [action], null);
      await world.deliver(reference);
      expect(world.requests(reference)).toEqual(['POST', 'GET', 'PATCH', 'PATCH']);
      const state = await world.state(reference);
      expect(state).toMatchObject({
        status: 'failed',
        nextAttemptAt: null,
        error: { type: 'unknown', retryable: false },
      });
      world.elevenLabs.faults.clear();
      world.advance(10 * minute);
      await world.sweep();
      expect(await world.state(reference)).toMatchObject({ status: 'completed', verifyAt: null });
      expect(world.remote(reference)).toHaveLength(1);
    },
  );
});
