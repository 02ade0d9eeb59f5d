/** What kind of failure an upstream service answered with; stored as `error.type`. */
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

/** One of the kinds of failure. */
export type FailureType = (typeof failureTypes)[number];

/** What is known about a failed request; every field is safe to log and to store. */
export interface Failure {
  type: FailureType;
  /** The system may try again later by itself. */
  retryable: boolean;
  /** The request may have been processed although it failed: look before repeating a create. */
  ambiguous: boolean;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  /** The service's or the socket's error code, or null; letters, digits, `_` and `-`, at most 60. */
  code: string | null;
  /** What `Retry-After` asked for, in milliseconds from the answer; null when absent, malformed or past. */
  retryAfterMs: number | null;
}

/**
 * A request to an upstream service failed, after being sent `attempts` times in all. Holds nothing of
 * the request, its headers or its body.
 */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  constructor(
    readonly failure: Failure,
    readonly attempts = 1,
  ) {
    super(
      `${failure.type} (${[failure.status, failure.code].filter((part) => part !== null).join(' ') || 'no answer'})`,
    );
  }
}

/** Codes that mean "no credit or room left", whatever the status (ElevenLabs: seen at 400, 401 and 402). */
const quotaCodes = new Set<string | null>(['quota_exceeded', 'insufficient_credits']);

/** Codes of a 409-like refusal that comes with another status (ElevenLabs: 400). */
const conflictCodes = new Set<string | null>(['document_has_dependent_agents']);

/** Socket errors raised before a byte of the request was sent: certainly not processed. */
const unsentCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|UNABLE_TO_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*)$/;

/** The kind of failure that an HTTP answer means, by its status and error code alone. */
function classifyAnswer(status: number, code: string | null): FailureType {
  if (quotaCodes.has(code)) return 'quota';
  if (conflictCodes.has(code)) return 'conflict';
  if (status >= 500) return 'server_error';
  switch (status) {
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
 * The failure behind an HTTP answer outside 2xx. 408 and 5xx are ambiguous: a gateway may have
 * given up on a request that the service behind it still finishes.
 */
export function answerFailure(status: number, code: string | null, retryAfterMs: number | null): Failure {
  const type = classifyAnswer(status, code);
  const retryable =
    type === 'rate_limit' ||
    type === 'server_error' ||
    type === 'network' ||
    (type === 'conflict' && code === 'concurrent_modification');
  return { type, retryable, ambiguous: status === 408 || status >= 500, status, code: safeCode(code), retryAfterMs };
}

/** The failure behind a request without an answer: refused, reset, timed out, not resolved. */
export function connectionFailure(code: string | null): Failure {
  const sent = code === null || !unsentCodes.test(code);
  return { type: 'network', retryable: true, ambiguous: sent, status: null, code: safeCode(code), retryAfterMs: null };
}

/** The failure behind a 2xx answer that cannot be read: HTML, cut off, or of another shape. */
export function unreadableFailure(status: number): Failure {
  return { type: 'unknown', retryable: false, ambiguous: true, status, code: 'unreadable_answer', retryAfterMs: null };
}

/** Whether a failure is that of a 2xx answer that cannot be read. */
export function isUnreadable({ status }: Failure): boolean {
  const answered = status ?? 0;
  return answered >= 200 && answered < 300;
}

/** The failure of a client that has no API key: nothing was sent. */
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

/** The failure behind anything thrown; whatever is not an UpstreamError is an unknown one, never repeated. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UpstreamError) return error.failure;
  return { type: 'unknown', retryable: false, ambiguous: true, status: null, code: null, retryAfterMs: null };
}

function safeCode(code: string | null): string | null {
  return code !== null && /^[A-Za-z0-9_-]{1,60}$/.test(code) ? code : null;
}
