import type { AxiosError } from 'axios';
import { z } from 'zod';
import {
  answerFailure,
  connectionFailure,
  type Failure,
  heldBackCode,
  heldBackFailure,
  unreadableFailure,
} from './errors.ts';
import { retryAfterMs } from './retry-timing.ts';

/** The failure behind an axios error; holds nothing of the request. `now` is epoch milliseconds. */
export function failureOfAxios(error: AxiosError, now: number): Failure {
  const { response } = error;
  if (response === undefined) {
    if (error.code === heldBackCode) return heldBackFailure();
    if (error.code === 'ERR_CANCELED') return connectionFailure('ETIMEDOUT');
    return connectionFailure(error.code ?? null, syscallOf(error.cause));
  }
  if (response.status >= 200 && response.status < 300) {
    // ERR_BAD_RESPONSE: the connection broke during the body. Any other code: the body cannot be decompressed.
    return error.code === 'ERR_BAD_RESPONSE' ? connectionFailure('ECONNRESET') : unreadableFailure(response.status);
  }
  return answerFailure(response.status, codeInBody(response.data), retryAfterMs(response.headers['retry-after'], now));
}

const systemError = z.object({ syscall: z.string() });

/** Node tries several addresses of a host, and reports the failures together. */
const systemErrors = z.object({ errors: z.array(systemError).nonempty() });

/** The system call that failed; null when it is unknown, or not the same for every address. */
function syscallOf(cause: unknown): string | null {
  const one = systemError.safeParse(cause);
  if (one.success) return one.data.syscall;
  const several = systemErrors.safeParse(cause);
  const calls = new Set(several.success ? several.data.errors.map(({ syscall }) => syscall) : []);
  return calls.size === 1 ? ([...calls][0] ?? null) : null;
}

// A field of another type, such as a numeric status, must not hide the code next to it.
const codeField = z.string().optional().catch(undefined);
const errorBody = z.object({ detail: z.object({ code: codeField, status: codeField }) });

/** The error code in an answer's body: `detail.code` (new shape) or `detail.status` (old shape). */
function codeInBody(body: unknown): string | null {
  const parsed = errorBody.safeParse(parseJson(body));
  return parsed.success ? (parsed.data.detail.code ?? parsed.data.detail.status ?? null) : null;
}

/** The parsed text; undefined when it is not JSON. */
export function parseJson(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
