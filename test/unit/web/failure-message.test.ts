import { describe, expect, test } from 'vitest';
import { throttledMessage } from '../../../functions/src/knowledge/messages.ts';
import { signInMessage } from '../../../web/src/sign-in/sign-in-message.ts';
import { failureMessage } from '../../../web/src/ui/failure-message.ts';

function failure(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('the failure message', () => {
  test('is the message of the callable, without the status that the SDK appends', () => {
    const error = failure('functions/not-found', 'Member 410 has no public tunebook. [404]');
    expect(failureMessage(error)).toBe('Member 410 has no public tunebook.');
  });

  test('says when to retry while ElevenLabs throttles', () => {
    const error = failure('functions/unavailable', `${throttledMessage(45)} [503]`);
    expect(failureMessage(error)).toBe('ElevenLabs is receiving too many requests. Try again in 45 seconds.');
  });

  test.each([
    ['functions/internal', 'internal', /unreachable/],
    ['functions/internal', 'internal [0]', /unreachable/],
    ['functions/internal', 'Unknown backend error status: X [500]', /unreachable/],
    ['functions/unavailable', 'Backend error status: UNAVAILABLE [503]', /unreachable/],
    ['functions/deadline-exceeded', 'deadline-exceeded', /took too long/],
    ['functions/not-found', 'not-found [404]', /went wrong/],
    ['permission-denied', 'Missing or insufficient permissions.', /refresh your sign-in/],
    ['unavailable', 'Failed to get document because the client is offline.', /unreachable/],
    ['data-loss', 'x', /went wrong/],
  ])('replaces the placeholder of the SDK: %s with %j', (code, message, expected) => {
    expect(failureMessage(failure(code, message))).toMatch(expected);
  });

  test('never shows a thrown value that is not an error', () => {
    expect(failureMessage('a raw reply')).toMatch(/went wrong/);
  });
});

describe('the sign-in message', () => {
  test.each([['auth/invalid-credential'], ['auth/wrong-password'], ['auth/user-not-found']])(
    'does not reveal whether the account exists: %s',
    (code) => {
      expect(signInMessage(failure(code))).toBe('The email address or the password is wrong.');
    },
  );

  test('is absent when the user closed the window', () => {
    expect(signInMessage(failure('auth/popup-closed-by-user'))).toBeNull();
  });

  test('is a sentence for an unknown code', () => {
    expect(signInMessage(failure('auth/new-code'))).toMatch(/Sign-in failed/);
  });
});
