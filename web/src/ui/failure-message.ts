import { errorCode } from '../../../functions/src/client.ts';

const unreachable = 'The server is unreachable. Check your connection and try again.';
const unexpected = 'Something went wrong. Try again; if it keeps failing, tell your administrator.';

/** Messages by the error codes of Firestore and Functions. */
const sentences: Readonly<Record<string, string>> = {
  'permission-denied': 'You do not have access. If your role has changed, refresh your sign-in and try again.',
  unauthenticated: 'Your session has expired. Sign out and in again.',
  unavailable: unreachable,
  'deadline-exceeded': 'The server took too long. Check whether it worked before you try again.',
  'resource-exhausted': 'Too many requests at the moment. Wait a minute and try again.',
  'not-found': 'This no longer exists.',
  // A function answers not-found with a message of its own; without one, the function is not deployed.
  'functions/not-found': unexpected,
  internal: unreachable,
};

/**
 * The message for an error of Firestore or of a callable. A callable's own message is written for
 * users and wins over the table; the SDK's placeholders ("internal", "Backend error status …") do not.
 */
export function failureMessage(error: unknown): string {
  if (!(error instanceof Error)) return unexpected;
  const code = String(errorCode(error));
  const [service, reason] = code.split('/');
  const message = service === 'functions' ? callableMessage(error) : '';
  if (message !== '') return message;
  return sentences[code] ?? sentences[reason ?? ''] ?? unexpected;
}

/**
 * The message of a callable's failure as the function wrote it; '' for a placeholder of the SDK. The SDK
 * appends the HTTP status, 0 without an answer: `Check the number. [404]`, `internal [0]`.
 */
export function callableMessage(error: Error): string {
  const message = error.message.replace(/ \[\d+\]$/, '');
  const isSentence = message.includes(' ') && !/^(?:Unknown backend|Backend) error status/.test(message);
  return isSentence ? message : '';
}
