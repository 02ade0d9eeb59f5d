import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosError, type AxiosInstance, isAxiosError } from 'axios';
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
  });
  client.interceptors.request.use((config) => {
    const timeout = AbortSignal.timeout(config.timeout ?? options.timeoutMs);
    config.signal = config.deadline === undefined ? timeout : AbortSignal.any([config.deadline, timeout]);
    return config;
  });
  repeatRetryable(client, options);
  return async (request, schema) => {
    const answer = await send(client, request, options);
    return readAnswer(answer.status, answer.data, schema);
  };
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
    throw new UpstreamError(isAxiosError(error) ? failureOfAxios(error, options.now()) : connectionFailure(null));
  }
}

function readAnswer<Answer>(status: number, body: unknown, schema: z.ZodType<Answer>): Answer {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw new UpstreamError(unreadableFailure(status));
  return parsed.data;
}

function failureOfAxios(error: AxiosError, now: number): Failure {
  const { response } = error;
  if (response === undefined)
    return connectionFailure(error.code === 'ERR_CANCELED' ? 'ETIMEDOUT' : (error.code ?? null));
  if (response.status >= 200 && response.status < 300) return unreadableFailure(response.status);
  return answerFailure(response.status, errorCode(response.data), retryAfterMs(response.headers['retry-after'], now));
}

const errorBody = z.object({ detail: z.object({ code: z.string().optional(), status: z.string().optional() }) });

/** The error code in an answer's body: `detail.code` (new shape) or `detail.status` (old shape). */
function errorCode(body: unknown): string | null {
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
