import { errorCode } from '../../../functions/src/client.ts';

const unreachable = 'The sign-in service is unreachable. Check your connection and try again.';

const sentences: Readonly<Record<string, string>> = {
  'auth/invalid-credential': 'The email address or the password is wrong.',
  'auth/wrong-password': 'The email address or the password is wrong.',
  'auth/user-not-found': 'The email address or the password is wrong.',
  'auth/invalid-email': 'Enter an email address like name@example.com.',
  'auth/missing-email': 'Enter your email address first.',
  'auth/missing-password': 'Enter your password.',
  'auth/email-already-in-use': 'This email address already has an account. Sign in instead.',
  'auth/weak-password': 'Choose a password with at least 8 characters.',
  'auth/user-disabled': 'This account is disabled. Ask your administrator.',
  'auth/too-many-requests': 'Too many attempts. Wait a few minutes, then try again.',
  'auth/network-request-failed': unreachable,
  // The SDK reports this when Google's script does not load.
  'auth/internal-error': unreachable,
  'auth/popup-blocked': 'The browser blocked the Google window. Allow pop-ups for this page and try again.',
  'auth/operation-not-allowed': 'This sign-in method is not enabled. Use another one.',
  'auth/unauthorized-domain': 'Sign-in is not allowed from this address. Ask your administrator.',
  'auth/account-exists-with-different-credential':
    'This email address has a password. Sign in with the password instead.',
};

/** The user closed the window: a decision, not a failure. */
const silent = new Set(['auth/popup-closed-by-user', 'auth/cancelled-popup-request', 'auth/user-cancelled']);

/** The message for a failed sign-in; null when the user cancelled it. */
export function signInMessage(error: unknown): string | null {
  const code = String(errorCode(error));
  if (silent.has(code)) return null;
  return sentences[code] ?? 'Sign-in failed. Try again in a moment.';
}
