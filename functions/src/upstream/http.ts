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

/** No answer of either service comes near it; a hostile one is cut off there (decided). */
const maxAnswerBytes = 5 * 1024 * 1024;

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Ends the request and every wait between its repeats. */
    deadline?: AbortSignal;
  }
}

/** What a client of one service is made from. */
export interface HttpOptions {
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  /** Longest time for one request from its start to the end of its answer, in milliseconds. */
  timeoutMs: number;
  /** Most connections kept open to the service. */
  maxSockets: number;
  backoff: Backoff;
  /** The longest `Retry-After`, in milliseconds, that is waited for; a longer one ends the request. */
  longestWaitMs: number;
  now: () => number;
  random: () => number;
  onRetry: (retry: { path: string; attempt: number; delayMs: number; failure: Failure }) => void;
  /**
   * Sends one request when a slot is free: the time in the queue is not the request's, and waits
   * between repeats hold no slot. Without it requests are sent at once.
   */
  slot?: <T>(send: () => Promise<T>) => Promise<T>;
  /** Carries requests and answers; the default is axios' own over HTTP. */
  adapter?: AxiosAdapter;
}

/** One request. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | number | boolean>>;
  body?: unknown;
  /** How often axios-retry may repeat it: 0 for what must be counted or fenced by the caller. */
  retries: number;
  /** Overrides the client's longest time for one request, in milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Sends a request and returns the parsed answer. Throws UpstreamError, and nothing else. */
export type Http = <Answer>(request: HttpRequest, schema: z.ZodType<Answer>) => Promise<Answer>;

/**
 * The one axios and axios-retry set-up. Redirects are refused, since one would carry the key to
 * another host. The timeout covers the whole exchange: axios' own covers only silence, and a body
 * that drips would outlast it.
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

/** Sends one request when it has a slot, its time running from then. A deadline ends the wait for one too. */
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
      // The signal of the failed request would cut the wait short when its timeout fires.
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
    // The axios error holds headers and body of the request: it must go no further than this.
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
    return connectionFailure(error.code === 'ERR_CANCELED' ? 'ETIMEDOUT' : (error.code ?? null));
  }
  if (response.status >= 200 && response.status < 300) {
    // A success that broke off in its body is a dropped connection; other errors stand for a body that cannot be unpacked.
    return error.code === 'ERR_BAD_RESPONSE' ? connectionFailure('ECONNRESET') : unreadableFailure(response.status);
  }
  return answerFailure(response.status, codeInBody(response.data), retryAfterMs(response.headers['retry-after'], now));
}

// Each field by itself: one of another type, a numeric status say, must not hide the code beside it.
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
