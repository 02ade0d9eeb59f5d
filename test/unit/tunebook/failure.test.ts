import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { syncFailure } from '../../../functions/src/tunebook/failure.ts';
import { TunebookTooLargeError } from '../../../functions/src/tunebook/pages.ts';
import { StoppedError } from '../../../functions/src/tunebook/reporter.ts';
import {
  answerFailure,
  connectionFailure,
  UpstreamError,
  unreadableFailure,
} from '../../../functions/src/upstream/errors.ts';

const answered = (status: number, attempts = 1) => new UpstreamError(answerFailure(status, null, null), attempts);

describe('a failed sync', () => {
  test.each([
    ...[404, 410].map((status) => [String(status), answered(status), 'not-found'] as const),
    ...[408, 429, 500, 502, 503, 504, 520, 529].map(
      (status) => [String(status), answered(status), 'unavailable'] as const,
    ),
    ...[301, 400, 401, 402, 403, 409, 413, 418, 422, 451].map(
      (status) => [String(status), answered(status), 'internal'] as const,
    ),
    ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', null].map(
      (code) => [`${code}`, new UpstreamError(connectionFailure(code)), 'unavailable'] as const,
    ),
    ['an unreadable answer', new UpstreamError(unreadableFailure(200)), 'internal'],
    ['too many pages', new TunebookTooLargeError(), 'internal'],
    ['a run that takes too long', new StoppedError('late'), 'unavailable'],
    ['an unexpected error', new TypeError('x is not a function'), 'internal'],
  ] as const)('answers %s with its code', (_, error, code) => {
    expect(syncFailure(error, 12).code).toBe(code);
  });

  test.each([
    [408, 4],
    [429, 4],
    [503, 3],
  ])('names the attempts of an HTTP %i after %i of them', (status, attempts) => {
    expect(syncFailure(answered(status, attempts), 12).message).toContain(`${attempts} attempts`);
  });

  test('tells an unknown member from a private one', () => {
    const unknown = syncFailure(answered(404), 12).message;
    const hidden = syncFailure(answered(410), 12).message;
    expect(unknown).toContain('has no member 12');
    expect(hidden).toContain('member 12 was removed or is private');
  });

  test('names the member of a missing tunebook', () => {
    expect(syncFailure(answered(404), 4711).message).toContain('member 4711');
  });

  test('answers HTML with words for users, not with a parser error', () => {
    const { message } = syncFailure(new UpstreamError(unreadableFailure(200)), 12);
    expect(message).toMatch(/^thesession.org sent invalid tunebook data/);
  });

  test('never shows the text of an unexpected error', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (text) => {
        expect(syncFailure(new Error(text), 12).message).not.toContain(text);
      }),
    );
  });
});
