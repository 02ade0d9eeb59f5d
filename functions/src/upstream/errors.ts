/** The kinds of failure; stored as `error.type`. */
export const failureTypes = [
  'rate_limit',
  'server_error',
  'network',
  'auth',
  'quota',
  'validation',
  'not_found',
  'conflict',
  'unknown',
] as const;

export type FailureType = (typeof failureTypes)[number];

/** A failed request. Every field is safe to log and to store. */
export interface Failure {
  type: FailureType;
  /** A later retry may succeed. */
  retryable: boolean;
  /** The service may have processed the request: look before repeating a create. */
  ambiguous: boolean;
  /** HTTP status; null without an answer. */
  status: number | null;
  /** Error code of the service or the socket: at most 60 letters, digits, `_` and `-`. */
  code: string | null;
  /** `Retry-After` in milliseconds from the answer; null when absent, malformed or past. */
  retryAfterMs: number | null;
}

/** A request failed after it was sent `attempts` times. Holds neither headers nor body of the request. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  /** For logs: the code of the failure, or its HTTP status. */
  readonly code: string | number | null;
  constructor(
    readonly failure: Failure,
    readonly attempts = 1,
  ) {
    super(
      `${failure.type} (${[failure.status, failure.code].filter((part) => part !== null).join(' ') || 'no answer'})`,
    );
    this.code = failure.code ?? failure.status;
  }
}

/** Codes that mean "no credit, space or plan for this"; ElevenLabs sends them with 400, 401, 402 and 403. */
const quotaCodes = new Set<string | null>([
  'quota_exceeded',
  'insufficient_credits',
  'feature_not_available',
  'subscription_required',
]);

/** Codes that mean a conflict at any status. */
const conflictCodes = new Set<string | null>(['document_has_dependent_agents', 'rag_index_not_ready']);

/** Conflicts that pass with time. */
const passingConflicts = new Set<string | null>([
  'concurrent_modification',
  'already_processing',
  'already_running',
  'rag_index_not_ready',
]);

/** The code of a request that was never sent because its service was throttling this instance. */
export const heldBackCode = 'ERR_HELD_BACK';

/** System calls before any byte of a request is sent. */
const callsBeforeSending = new Set<string | null>(['connect', 'getaddrinfo']);

/** What Node says when it refuses the certificate of a service, before it sends the request (node:tls). */
const refusedCertificate =
  /^(CERT_.*|UNABLE_TO_.*|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT_.*|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;

function classifyAnswer(status: number, code: string | null): FailureType {
  if (quotaCodes.has(code)) return 'quota';
  if (conflictCodes.has(code)) return 'conflict';
  if (status >= 500) return 'server_error';
  switch (status) {
    case 425:
    case 429:
      return 'rate_limit';
    case 408:
      return 'network';
    case 402:
      return 'quota';
    case 401:
    case 403:
      return 'auth';
    case 400:
    case 413:
    case 422:
      return 'validation';
    case 404:
    case 410:
      return 'not_found';
    case 409:
      return 'conflict';
    default:
      return 'unknown';
  }
}

/**
 * The failure of an answer outside 2xx. 408 and 5xx are ambiguous: a gateway may give up on a request
 * that the service behind it still processes.
 */
export function answerFailure(status: number, code: string | null, retryAfterMs: number | null): Failure {
  const type = classifyAnswer(status, code);
  const retryable =
    type === 'rate_limit' ||
    type === 'server_error' ||
    type === 'network' ||
    (type === 'conflict' && passingConflicts.has(code));
  return { type, retryable, ambiguous: status === 408 || status >= 500, status, code: safeCode(code), retryAfterMs };
}

/**
 * The failure of a request without an answer: refused, reset, timed out or not resolved. The service may have
 * processed it unless the system call that failed, or a refused certificate, says that it was never sent.
 */
export function connectionFailure(code: string | null, syscall: string | null = null): Failure {
  const unsent = callsBeforeSending.has(syscall) || (code !== null && refusedCertificate.test(code));
  return {
    type: 'network',
    retryable: true,
    ambiguous: !unsent,
    status: null,
    code: safeCode(code),
    retryAfterMs: null,
  };
}

/** The failure of a 2xx answer that is HTML, cut off or of an unexpected shape. */
export function unreadableFailure(status: number): Failure {
  return { type: 'unknown', retryable: false, ambiguous: true, status, code: 'unreadable_answer', retryAfterMs: null };
}

export function isUnreadable({ status }: Failure): boolean {
  const answered = status ?? 0;
  return answered >= 200 && answered < 300;
}

/** The failure of a request that was held back at a closed gate until its caller gave up, and was never sent. */
export function heldBackFailure(): Failure {
  return {
    type: 'rate_limit',
    retryable: true,
    ambiguous: false,
    status: null,
    code: heldBackCode,
    retryAfterMs: null,
  };
}

/** The failure of a client without an API key, which sends nothing. */
export function missingKeyFailure(): Failure {
  return {
    type: 'auth',
    retryable: false,
    ambiguous: false,
    status: null,
    code: 'missing_api_key',
    retryAfterMs: null,
  };
}

/** The failure behind anything thrown; `unknown` for anything but an UpstreamError. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UpstreamError) return error.failure;
  return { type: 'unknown', retryable: false, ambiguous: true, status: null, code: null, retryAfterMs: null };
}

function safeCode(code: string | null): string | null {
  return code !== null && /^[A-Za-z0-9_-]{1,60}$/.test(code) ? code : null;
}
