/** The gRPC status codes that the simulation uses. */
export const statusCodes = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  failedPrecondition: 9,
  aborted: 10,
  unavailable: 14,
} as const;

type StatusCode = (typeof statusCodes)[keyof typeof statusCodes];

/** An error as the SDK throws it. */
export class FirestoreError extends Error {
  override readonly name = 'FirestoreError';
  constructor(
    readonly code: StatusCode,
    message: string,
  ) {
    super(message);
  }
}

/** Codes after which the SDK runs a transaction again. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof FirestoreError)) return false;
  return (
    error.code === statusCodes.aborted ||
    error.code === statusCodes.unavailable ||
    error.code === statusCodes.deadlineExceeded
  );
}
