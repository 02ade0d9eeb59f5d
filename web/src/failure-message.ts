const unreachable = 'The server cannot be reached. Check your connection and try again.';

/** What a person can do about a failure, by the code that Firestore and Functions give it. */
const sentences: Readonly<Record<string, string>> = {
  'permission-denied': 'You may not do this. If your role has changed, refresh your sign-in and try again.',
  unauthenticated: 'Your sign-in has run out. Sign out and in again.',
  unavailable: unreachable,
  'deadline-exceeded': 'The server took too long. Look whether it went through before you try again.',
  'resource-exhausted': 'There is too much going on at the moment. Wait a minute and try again.',
  'not-found': 'This is no longer there.',
  internal: unreachable,
};

const unknown = 'Something went wrong. Try again; if it goes wrong again, tell whoever runs this page.';

/**
 * What to tell a person about an error of Firestore or of a callable. A callable's own message is
 * written for people and wins; the SDK's stand-ins for one ("internal", "NOT_FOUND") do not.
 */
export function failureMessage(error: unknown): string {
  if (!(error instanceof Error)) return unknown;
  const code = errorCode(error);
  const [service, reason] = code.split('/');
  if (service === 'functions' && isSentence(error.message)) return error.message;
  return sentences[reason ?? code] ?? unknown;
}

/** The code of a Firebase error, as `functions/not-found` or `permission-denied`; empty when there is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isSentence(message: string): boolean {
  return message.trim().includes(' ');
}
