import { describe, expect, test } from 'vitest';
import {
  answerFailure,
  connectionFailure,
  type FailureType,
  failureOf,
  missingKeyFailure,
  UpstreamError,
  unreadableFailure,
} from '../../../functions/src/upstream/errors.ts';

const byStatus: Readonly<Record<number, FailureType>> = {
  400: 'validation',
  401: 'auth',
  402: 'quota',
  403: 'auth',
  404: 'not_found',
  408: 'network',
  409: 'conflict',
  410: 'not_found',
  413: 'validation',
  422: 'validation',
  425: 'rate_limit',
  429: 'rate_limit',
};
const retryable = new Set<FailureType>(['rate_limit', 'server_error', 'network']);
const statuses = Array.from({ length: 500 }, (_, index) => 100 + index).filter(
  (status) => status < 200 || status >= 300,
);

describe('an answer', () => {
  test.each(statuses)('with status %i is classified by its status', (status) => {
    const type = status >= 500 ? 'server_error' : (byStatus[status] ?? 'unknown');
    expect(answerFailure(status, null, null)).toEqual({
      type,
      retryable: retryable.has(type),
      ambiguous: status === 408 || status >= 500,
      status,
      code: null,
      retryAfterMs: null,
    });
  });

  test.each([400, 401, 402, 403, 409, 422, 429, 500, 503])('without credit is a quota at any status: %i', (status) => {
    for (const code of ['quota_exceeded', 'insufficient_credits', 'feature_not_available', 'subscription_required']) {
      expect(answerFailure(status, code, null)).toMatchObject({ type: 'quota', retryable: false, code });
    }
  });

  test.each([400, 409])('about dependent agents is a conflict without retry: %i', (status) => {
    const failure = answerFailure(status, 'document_has_dependent_agents', null);
    expect(failure).toMatchObject({ type: 'conflict', retryable: false });
  });

  test('about an index that is not ready is a retryable conflict', () => {
    expect(answerFailure(400, 'rag_index_not_ready', null)).toMatchObject({ type: 'conflict', retryable: true });
  });

  test('with 409 is retryable only for a conflict that passes', () => {
    for (const code of ['concurrent_modification', 'already_processing', 'already_running']) {
      expect(answerFailure(409, code, null)).toMatchObject({ type: 'conflict', retryable: true });
    }
    expect(answerFailure(409, 'conflict', null)).toMatchObject({ type: 'conflict', retryable: false });
    expect(answerFailure(400, 'concurrent_modification', null)).toMatchObject({ type: 'validation', retryable: false });
  });

  const others: readonly (readonly [number, string, FailureType])[] = [
    [401, 'rate_limit_exceeded', 'auth'],
    [503, 'invalid_api_key', 'server_error'],
    [400, '429', 'validation'],
    [401, 'timed_out', 'auth'],
    [429, 'internal_error', 'rate_limit'],
    [404, 'not_quota_exceeded', 'not_found'],
  ];
  test.each(others)('with status %i and code "%s" is classified by its status', (status, code, type) => {
    expect(answerFailure(status, code, null).type).toBe(type);
  });

  test('keeps its Retry-After', () => {
    expect(answerFailure(429, null, 30_000).retryAfterMs).toBe(30_000);
  });

  const codes: readonly (readonly [string, string | null])[] = [
    ['invalid_api_key', 'invalid_api_key'],
    ['A-b_9', 'A-b_9'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), null],
    ['two words', null],
    ['', null],
    ['line\nbreak', null],
    ['sk_key.with.dots', null],
  ];
  test.each(codes)('keeps an error code only if it looks like one: %j', (code, kept) => {
    expect(answerFailure(400, code, null).code).toBe(kept);
  });
});

describe('a request without an answer', () => {
  const unsent: readonly (readonly [string, string | null])[] = [
    ['ECONNREFUSED', 'connect'],
    ['ETIMEDOUT', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['ENETUNREACH', 'connect'],
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['CERT_HAS_EXPIRED', null],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', null],
    ['SELF_SIGNED_CERT_IN_CHAIN', null],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', null],
    ['ERR_TLS_CERT_ALTNAME_INVALID', null],
  ];
  test.each(unsent)('was not processed: %s of %s', (code, syscall) => {
    expect(connectionFailure(code, syscall)).toEqual({
      type: 'network',
      retryable: true,
      ambiguous: false,
      status: null,
      code,
      retryAfterMs: null,
    });
  });

  const ambiguous: readonly (readonly [string | null, string | null])[] = [
    ['ECONNREFUSED', null],
    ['ETIMEDOUT', null],
    ['ETIMEDOUT', 'read'],
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
    ['EHOSTUNREACH', 'read'],
    ['ENETUNREACH', 'write'],
    ['EPROTO', 'write'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', null],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', null],
    ['ERR_SSL_BAD_RECORD_TYPE', null],
    ['ECONNABORTED', null],
    ['ERR_BAD_RESPONSE', null],
    ['HPE_INVALID_CONSTANT', null],
    ['XCERT_HAS_EXPIRED', null],
    [null, null],
  ];
  test.each(ambiguous)('may have been processed: %s of %s', (code, syscall) => {
    expect(connectionFailure(code, syscall)).toMatchObject({ type: 'network', retryable: true, ambiguous: true });
  });
});

describe('the other failures', () => {
  test('an unreadable success is not retryable and ambiguous', () => {
    expect(unreadableFailure(201)).toMatchObject({ type: 'unknown', retryable: false, ambiguous: true, status: 201 });
  });

  test('a missing key is not retryable and not ambiguous', () => {
    expect(missingKeyFailure()).toMatchObject({ type: 'auth', retryable: false, ambiguous: false });
  });

  test('an UpstreamError has a name, a message of type, status and code, its failure and a code for logs', () => {
    const failure = answerFailure(401, 'invalid_api_key', null);
    const error = new UpstreamError(failure);
    expect([error.name, error.message]).toEqual(['UpstreamError', 'auth (401 invalid_api_key)']);
    expect(new UpstreamError(connectionFailure(null)).message).toBe('network (no answer)');
    expect(failureOf(error)).toBe(failure);
    expect(
      [failure, answerFailure(503, null, null), connectionFailure(null)].map((one) => new UpstreamError(one).code),
    ).toEqual(['invalid_api_key', 503, null]);
  });

  test.each([new TypeError('timed out 429'), 'ECONNRESET', null, { status: 503, code: 'x' }])(
    'anything else thrown is unknown, not retryable and ambiguous: %s',
    (thrown) => {
      expect(failureOf(thrown)).toEqual({
        type: 'unknown',
        retryable: false,
        ambiguous: true,
        status: null,
        code: null,
        retryAfterMs: null,
      });
    },
  );
});
