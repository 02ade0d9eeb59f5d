const unreachable = 'The server cannot be reached. Check your connection and try again.';
const unexpected = 'Something went wrong. Try again; if it goes wrong again, tell whoever runs this page.';

/** What a person can do about a failure, by the code that Firestore and Functions give it. */
const sentences: Readonly<Record<string, string>> = {
  'permission-denied': 'You may not do this. If your role has changed, refresh your sign-in and try again.',
  unauthenticated: 'Your sign-in has run out. Sign out and in again.',
  unavailable: unreachable,
  'deadline-exceeded': 'The server took too long. Look whether it went through before you try again.',
  'resource-exhausted': 'There is too much going on at the moment. Wait a minute and try again.',
  'not-found': 'This is no longer there.',
  // Without a message of its own the function itself is missing.
  'functions/not-found': unexpected,
  internal: unreachable,
};

/**
 * What to tell a person about an error of Firestore or of a callable. A callable's own message is
 * written for people and wins; the SDK's stubs for one ("internal", "Backend error status …") do not.
 */
export function failureMessage(error: unknown): string {
  if (!(error instanceof Error)) return unexpected;
  const code = errorCode(error);
  const [service, reason] = code.split('/');
  if (service === 'functions') {
    const message = withoutHttpStatus(error.message);
    if (isSentence(message)) return message;
  }
  return sentences[code] ?? sentences[reason ?? ''] ?? unexpected;
}

/** The code of a Firebase error, as `functions/not-found` or `permission-denied`; empty when there is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The SDK puts the status behind every message of a callable: `Check the number. [404]`. */
function withoutHttpStatus(message: string): string {
  return message.replace(/ \[\d{3}\]$/, '');
}

function isSentence(message: string): boolean {
  return message.includes(' ') && !/^(?:Unknown backend|Backend) error status/.test(message);
}
