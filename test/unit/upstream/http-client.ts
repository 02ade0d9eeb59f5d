import { expect } from 'vitest';
import { z } from 'zod';
import { type Failure, UpstreamError } from '../../../functions/src/upstream/errors.ts';
import { createHttp, type Http, type HttpOptions, type HttpRequest } from '../../../functions/src/upstream/http.ts';

/** A key that must never turn up in anything thrown or logged. */
export const secretKey = 'key-that-must-stay-secret';

/** A client with waits of a few milliseconds and no jitter. */
export function httpClient(baseUrl: string, change: Partial<HttpOptions> = {}): Http {
  return createHttp({
    baseUrl,
    headers: { 'xi-api-key': secretKey },
    timeoutMs: 5_000,
    maxSockets: 3,
    backoff: { baseMs: 5, maxMs: 20 },
    longestWaitMs: 10_000,
    now: Date.now,
    random: () => 0.5,
    onRetry: () => {},
    ...change,
  });
}

/** More time than any answer of a local server takes, in milliseconds. */
export const ample = 30_000;

/** A request that is sent once. */
export const once: HttpRequest = { method: 'GET', path: '/thing', retries: 0 };

/** Sends a request that must fail, and returns what was thrown. */
export async function errorOf(http: Http, request: HttpRequest = once): Promise<UpstreamError> {
  const error = await http(request, z.object({ id: z.string() })).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  if (error instanceof UpstreamError) return error;
  throw error;
}

/** Sends a request that must fail, and returns what is known of the failure. */
export async function failureOf(http: Http, request: HttpRequest = once): Promise<Failure> {
  return (await errorOf(http, request)).failure;
}
