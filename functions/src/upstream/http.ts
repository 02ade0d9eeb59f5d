import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, {
  type AxiosAdapter,
  type AxiosError,
  type AxiosInstance,
  CanceledError,
  getAdapter,
  type InternalAxiosRequestConfig,
  isAxiosError,
} from 'axios';
import axiosRetry from 'axios-retry';
import { z } from 'zod';
import { answerFailure, connectionFailure, type Failure, UpstreamError, unreadableFailure } from './errors.ts';
import { type Backoff, backoffMs, retryAfterMs } from './retry-timing.ts';

/** Far above any answer of either service; cuts off a hostile one. */
const maxAnswerBytes = 5 * 1024 * 1024;

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Aborts the request and the waits between its retries. */
    deadline?: AbortSignal;
  }
}

export interface HttpOptions {
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  /** Longest time from the start of a request to the end of its answer, in milliseconds. */
  timeoutMs: number;
  maxSockets: number;
  backoff: Backoff;
  /** The longest `Retry-After` to wait for, in milliseconds; a longer one ends the request. */
  longestWaitMs: number;
  now: () => number;
  random: () => number;
  onRetry: (retry: { path: string; attempt: number; delayMs: number; failure: Failure }) => void;
  /** Limits requests in flight. Waits for a slot do not count as request time; waits between retries hold none. */
  slot?: <T>(send: () => Promise<T>) => Promise<T>;
  /** Replaces the HTTP transport of axios. */
  adapter?: AxiosAdapter;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | number | boolean>>;
  body?: unknown;
  /** Retries by axios-retry; 0 when the caller counts or fences attempts. */
  retries: number;
  /** Overrides `timeoutMs` of the client. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Sends a request and returns the parsed answer. Throws only UpstreamError. */
export type Http = <Answer>(request: HttpRequest, schema: z.ZodType<Answer>) => Promise<Answer>;

/**
 * The axios and axios-retry client of a service. It refuses redirects, which would carry the key to
 * another host. Its timeout covers the whole exchange; that of axios covers only silence, so a body that
 * arrives slowly would outlast it.
 */
export function createHttp(options: HttpOptions): Http {
  const client = axios.create({
    baseURL: options.baseUrl,
    headers: { ...options.headers },
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: options.maxSockets }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: options.maxSockets }),
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    proxy: false,
    responseType: 'text',
    transformResponse: [(body: unknown) => body],
    transitional: { clarifyTimeoutError: true },
    adapter: (config) => sendInSlot(config, options),
  });
  repeatRetryable(client, options);
  return async (request, schema) => {
    const { status, data, config } = await send(client, request, options);
    const parsed = schema.safeParse(parseJson(data));
    if (!parsed.success) throw new UpstreamError(unreadableFailure(status), attemptsOf(config));
    return parsed.data;
  };
}

const overHttp = getAdapter('http');

/** Sends a request once it has a slot, and starts its timeout then. A deadline also ends the wait for a slot. */
async function sendInSlot(config: InternalAxiosRequestConfig, options: HttpOptions) {
  const { slot, timeoutMs, adapter = overHttp } = options;
  const { deadline } = config;
  const exchange = async () => {
    const timeout = AbortSignal.timeout(config.timeout ?? timeoutMs);
    config.signal = deadline === undefined ? timeout : AbortSignal.any([deadline, timeout]);
    if (deadline?.aborted) throw new CanceledError(undefined, config);
    return await adapter(config);
  };
  if (slot === undefined) return await exchange();
  if (deadline === undefined) return await slot(exchange);
  const answer = slot(exchange);
  return await new Promise<Awaited<typeof answer>>((resolve, reject) => {
    const giveUp = () => reject(new CanceledError(undefined, config));
    deadline.addEventListener('abort', giveUp, { once: true });
    answer.then(resolve, reject).finally(() => deadline.removeEventListener('abort', giveUp));
  });
}

function repeatRetryable(client: AxiosInstance, options: HttpOptions): void {
  const delays = new WeakMap<AxiosError, number>();
  axiosRetry(client, {
    retries: 0,
    shouldResetTimeout: true,
    retryCondition: (error) => {
      const failure = failureOfAxios(error, options.now());
      const patient = failure.retryAfterMs === null || failure.retryAfterMs <= options.longestWaitMs;
      return failure.retryable && patient && error.config?.deadline?.aborted !== true;
    },
    retryDelay: (attempt, error) => {
      const asked = failureOfAxios(error, options.now()).retryAfterMs;
      const delayMs = asked ?? backoffMs(attempt, options.backoff, options.random());
      delays.set(error, delayMs);
      return delayMs;
    },
    onRetry: (attempt, error, config) => {
      // The timeout of the failed request would cut the wait short.
      if (config.deadline === undefined) delete config.signal;
      else config.signal = config.deadline;
      const failure = failureOfAxios(error, options.now());
      options.onRetry({ path: config.url ?? '', attempt, delayMs: delays.get(error) ?? 0, failure });
    },
  });
}

async function send(client: AxiosInstance, request: HttpRequest, options: HttpOptions) {
  try {
    return await client.request<unknown>({
      method: request.method,
      url: request.path,
      ...(request.query === undefined ? {} : { params: request.query }),
      ...(request.body === undefined ? {} : { data: request.body }),
      ...(request.signal === undefined ? {} : { deadline: request.signal }),
      timeout: request.timeoutMs ?? options.timeoutMs,
      'axios-retry': { retries: request.retries },
    });
  } catch (error) {
    // The axios error holds headers and body of the request and must not leave this module.
    if (!isAxiosError(error)) throw new UpstreamError(connectionFailure(null));
    throw new UpstreamError(failureOfAxios(error, options.now()), attemptsOf(error.config));
  }
}

function attemptsOf(config: InternalAxiosRequestConfig | undefined): number {
  return (config?.['axios-retry']?.retryCount ?? 0) + 1;
}

function failureOfAxios(error: AxiosError, now: number): Failure {
  const { response } = error;
  if (response === undefined) {
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

function parseJson(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
