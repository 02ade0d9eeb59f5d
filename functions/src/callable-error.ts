import type { FunctionsErrorCode } from 'firebase-functions/https';

/** A failure that a callable reports to its caller; the message is for users. */
export class CallableError extends Error {
  override readonly name = 'CallableError';
  constructor(
    readonly code: FunctionsErrorCode,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}
