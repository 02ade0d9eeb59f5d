import { describe, expect, test } from 'vitest';
import { signInMessage } from '../../../web/src/sign-in/sign-in-message.ts';
import { failureMessage } from '../../../web/src/ui/failure-message.ts';

function failure(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('what a person reads about a failure', () => {
  test('is the message of the callable, without the status that the SDK puts behind it', () => {
    const error = failure('functions/not-found', 'Member 410 has no public tunebook. [404]');
    expect(failureMessage(error)).toBe('Member 410 has no public tunebook.');
  });

  test.each([
    ['functions/internal', 'internal', /cannot be reached/],
    ['functions/internal', 'Unknown backend error status: X [500]', /cannot be reached/],
    ['functions/unavailable', 'Backend error status: UNAVAILABLE [503]', /cannot be reached/],
    ['functions/deadline-exceeded', 'deadline-exceeded', /took too long/],
    ['functions/not-found', 'not-found [404]', /went wrong/],
    ['permission-denied', 'Missing or insufficient permissions.', /refresh your sign-in/],
    ['unavailable', 'Failed to get document because the client is offline.', /cannot be reached/],
    ['data-loss', 'x', /went wrong/],
  ])('is no stub of the SDK: %s with %j', (code, message, expected) => {
    expect(failureMessage(failure(code, message))).toMatch(expected);
  });

  test('is never the text of what is no error', () => {
    expect(failureMessage('a raw reply')).toMatch(/went wrong/);
  });
});

describe('what a person reads about a failed sign-in', () => {
  test.each([['auth/invalid-credential'], ['auth/wrong-password'], ['auth/user-not-found']])(
    'does not tell whether the account exists: %s',
    (code) => {
      expect(signInMessage(failure(code))).toBe('The e-mail address or the password is wrong.');
    },
  );

  test('is nothing when the person closed the window', () => {
    expect(signInMessage(failure('auth/popup-closed-by-user'))).toBeNull();
  });

  test('is a sentence for a code that nobody foresaw', () => {
    expect(signInMessage(failure('auth/new-code'))).toMatch(/did not work/);
  });
});
