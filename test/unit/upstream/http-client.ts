import { expect } from 'vitest';
import { z } from 'zod';
import { type Failure, UpstreamError } from '../../../functions/src/upstream/errors.ts';
import { createHttp, type Http, type HttpOptions, type HttpRequest } from '../../../functions/src/upstream/http.ts';

/** Must never appear in anything thrown or logged. */
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

/** Longer than any answer of a local server takes, in milliseconds. */
export const ample = 30_000;

/** A request that is sent once. */
export const once: HttpRequest = { method: 'GET', path: '/thing', retries: 0 };

/** The error of a request; throws when it succeeds. */
export async function errorOf(http: Http, request: HttpRequest = once): Promise<UpstreamError> {
  const error = await http(request, z.object({ id: z.string() })).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  if (error instanceof UpstreamError) return error;
  throw error;
}

/** The failure of a request; throws when it succeeds. */
export async function failureOf(http: Http, request: HttpRequest = once): Promise<Failure> {
  return (await errorOf(http, request)).failure;
}
