import { errorCode } from '../ui/failure-message.ts';

const unreachable = 'The sign-in service cannot be reached. Check your connection and try again.';

const sentences: Readonly<Record<string, string>> = {
  'auth/invalid-credential': 'The e-mail address or the password is wrong.',
  'auth/wrong-password': 'The e-mail address or the password is wrong.',
  'auth/user-not-found': 'The e-mail address or the password is wrong.',
  'auth/invalid-email': 'This is not an e-mail address. Write it like name@example.com.',
  'auth/missing-email': 'Write your e-mail address first.',
  'auth/missing-password': 'Write your password.',
  'auth/user-disabled': 'This account is switched off. Ask whoever runs this page.',
  'auth/too-many-requests': 'Too many tries. Wait a few minutes, then try again.',
  'auth/network-request-failed': unreachable,
  // What the SDK makes of Google's script not loading.
  'auth/internal-error': unreachable,
  'auth/popup-blocked': 'The browser blocked the Google window. Allow pop-ups for this page and try again.',
  'auth/operation-not-allowed': 'This way to sign in is switched off for this page.',
  'auth/unauthorized-domain': 'Signing in is not allowed from this address. Ask whoever runs this page.',
  'auth/account-exists-with-different-credential': 'This address has a password here. Sign in with it instead.',
};

/** Closing the window oneself is a decision, not a failure. */
const silent = new Set(['auth/popup-closed-by-user', 'auth/cancelled-popup-request', 'auth/user-cancelled']);

/** What to tell a person about a failed sign-in; null when there is nothing to tell. */
export function signInMessage(error: unknown): string | null {
  const code = errorCode(error);
  if (silent.has(code)) return null;
  return sentences[code] ?? 'Signing in did not work. Try again in a moment.';
}
