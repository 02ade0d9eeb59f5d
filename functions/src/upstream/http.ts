import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import axiosRetry from 'axios-retry';
import type { z } from 'zod';
import { failureOfAxios, parseJson } from './axios-failure.ts';
import type { CallOptions } from './call-options.ts';
import { connectionFailure, type Failure, UpstreamError, unreadableFailure } from './errors.ts';
import { attemptsOf, createDelayOf, createSendingAdapter, type DelayOf, isOver } from './sending.ts';
import type { SendingOptions } from './sending-options.ts';

/** Far above any answer of either service; cuts off a hostile one. */
const maxAnswerBytes = 5 * 1024 * 1024;

export interface HttpOptions extends SendingOptions {
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  maxSockets: number;
  /** The longest `Retry-After` to wait for, in milliseconds; a longer one ends the request. */
  longestWaitMs: number;
  onRetry: (retry: { path: string; attempt: number; delayMs: number; failure: Failure }) => void;
}

export interface HttpRequest extends CallOptions {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | number | boolean>>;
  body?: unknown;
}

/** Sends a request and returns the parsed answer. Throws only UpstreamError. */
export type Http = <Answer>(request: HttpRequest, schema: z.ZodType<Answer>) => Promise<Answer>;

/**
 * The axios and axios-retry client of a service. It refuses redirects, which would carry the key to
 * another host. Its timeout covers the whole exchange; that of axios covers only silence, so a body that
 * arrives slowly would outlast it.
 */
export function createHttp(options: HttpOptions): Http {
  const delayOf = createDelayOf(options);
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
    adapter: createSendingAdapter(options, delayOf),
  });
  repeatRetryable(client, options, delayOf);
  return async (request, schema) => {
    const { status, data, config } = await send(client, request, options);
    const parsed = schema.safeParse(parseJson(data));
    if (!parsed.success) throw new UpstreamError(unreadableFailure(status), attemptsOf(config));
    return parsed.data;
  };
}

function repeatRetryable(client: AxiosInstance, options: HttpOptions, delayOf: DelayOf): void {
  axiosRetry(client, {
    retries: 0,
    shouldResetTimeout: true,
    retryCondition: (error) => {
      const failure = failureOfAxios(error, options.now());
      const patient = failure.retryAfterMs === null || failure.retryAfterMs <= options.longestWaitMs;
      return failure.retryable && patient && !isOver(error.config ?? {}, options.now());
    },
    retryDelay: (attempt, error) => delayOf(error, attempt),
    onRetry: (attempt, error, config) => {
      // The timeout of the failed request would cut the wait short.
      if (config.deadline === undefined) delete config.signal;
      else config.signal = config.deadline;
      const failure = failureOfAxios(error, options.now());
      options.onRetry({ path: config.url ?? '', attempt, delayMs: delayOf(error, attempt), failure });
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
      ...(request.sendBefore === undefined ? {} : { sendBefore: request.sendBefore }),
      timeout: request.timeoutMs ?? options.timeoutMs,
      'axios-retry': { retries: request.retries ?? 0 },
    });
  } catch (error) {
    // The axios error holds headers and body of the request and must not leave this module.
    if (!isAxiosError(error)) throw new UpstreamError(connectionFailure(null));
    throw new UpstreamError(failureOfAxios(error, options.now()), attemptsOf(error.config));
  }
}
