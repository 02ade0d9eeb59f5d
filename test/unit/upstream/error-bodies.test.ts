import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FailureType } from '../../../functions/src/upstream/errors.ts';
import type { Http } from '../../../functions/src/upstream/http.ts';
import { failureOf, httpClient } from './http-client.ts';
import { answer, scriptedServer } from './scripted-server.ts';

const server = scriptedServer();
let http: Http;
beforeAll(() => {
  http = httpClient(server.url());
});

async function classify(status: number, body: unknown, headers: Record<string, string> = {}) {
  server.script(answer(status, body, headers));
  return await failureOf(http);
}

/** Texts that would mislead a search for words or numbers. */
const traps = [
  'generate',
  'rate limit exceeded',
  'request 84010f timed out after 503 ms',
  '401 unauthorized',
  '429',
  'quota_exceeded',
  'document_not_found',
  'insufficient_credits ECONNRESET',
];

/** The four shapes of an error body. */
const shapes: Readonly<Record<string, (code: string, message: string) => unknown>> = {
  new: (code, message) => {
    return { detail: { type: message, code, message, status: message, request_id: message, param: message } };
  },
  old: (status, message) => ({ detail: { status, message } }),
  validation: (_, message) => ({ detail: [{ type: message, loc: ['body', message], msg: message, input: message }] }),
  text: (_, message) => ({ detail: message }),
};
const byStatus: readonly (readonly [number, FailureType])[] = [
  [400, 'validation'],
  [401, 'auth'],
  [402, 'quota'],
  [403, 'auth'],
  [404, 'not_found'],
  [408, 'network'],
  [409, 'conflict'],
  [422, 'validation'],
  [429, 'rate_limit'],
  [500, 'server_error'],
  [503, 'server_error'],
  [520, 'server_error'],
  [529, 'server_error'],
  [302, 'unknown'],
  [418, 'unknown'],
];

describe('the error code in a body', () => {
  const bodies: readonly (readonly [string, unknown, string | null])[] = [
    ['in the new shape', shapes.new?.('invalid_api_key', 'x'), 'invalid_api_key'],
    ['in the old shape', shapes.old?.('needs_authorization', 'x'), 'needs_authorization'],
    ['in the shape of 422', shapes.validation?.('x', 'missing'), null],
    ['as a bare text', shapes.text?.('x', 'not_a_code'), null],
    ['beside a numeric status', { detail: { code: 'invalid_api_key', status: 401 } }, 'invalid_api_key'],
    ['as status beside a null code', { detail: { code: null, status: 'quota_exceeded' } }, 'quota_exceeded'],
    ['as a number', { detail: { code: 401 } }, null],
    ['at the top', { code: 'invalid_api_key', status: 'x' }, null],
    ['in HTML', '<html>quota_exceeded</html>', null],
    ['cut off', '{"detail": {"code": "quota_ex', null],
    ['in nothing', '', null],
    ['in a list', ['quota_exceeded'], null],
    ['in null', 'null', null],
  ];
  test.each(bodies)('is found: %s', async (_, body, code) => {
    expect((await classify(400, body)).code).toBe(code);
  });

  test('decides when the status alone would mislead', async () => {
    for (const shape of ['new', 'old'] as const) {
      const body = (code: string) => shapes[shape]?.(code, 'x');
      expect(await classify(401, body('quota_exceeded'))).toMatchObject({ type: 'quota', retryable: false });
      expect(await classify(400, body('insufficient_credits'))).toMatchObject({ type: 'quota', retryable: false });
      expect(await classify(400, body('document_has_dependent_agents'))).toMatchObject({ type: 'conflict' });
      expect(await classify(409, body('concurrent_modification'))).toMatchObject({ type: 'conflict', retryable: true });
    }
  });
});

describe('the text of a message', () => {
  test.each(byStatus)('never decides the class of a %i', async (status, type) => {
    for (const shape of Object.values(shapes)) {
      for (const trap of traps) {
        const headers = { 'x-trace-id': trap, 'x-error': trap };
        expect((await classify(status, shape('some_code', trap), headers)).type).toBe(type);
      }
    }
  });

  test('never decides the class, whatever it says', async () => {
    const text = fc.oneof(
      fc.constantFrom(...traps),
      fc.string({ unit: 'grapheme' }),
      fc.mixedCase(fc.constantFrom(...traps)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...byStatus),
        fc.constantFrom(...Object.keys(shapes)),
        text,
        async ([status, type], shape, message) => {
          expect((await classify(status, shapes[shape]?.('some_code', message))).type).toBe(type);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of 50 000 characters is never kept', async () => {
    const failure = await classify(400, shapes.new?.('invalid_request', 'x'.repeat(50_000)));
    expect(JSON.stringify(failure).length).toBeLessThan(200);
  });
});
