import { expect, inject } from 'vitest';
import { z } from 'zod';
import type { FaultRule } from '../../../local/stub/faults.ts';
import type { RequestMatch } from '../../../local/stub/request-match.ts';

const releasedSchema = z.object({ released: z.int() });
const requestsSchema = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) });

/** Control of a stub of the shared stack from the process of a test. */
export interface UpstreamControl {
  /** Adds a fault. */
  order(fault: FaultRule): Promise<void>;
  /** Removes all faults. */
  clearFaults(): Promise<void>;
  /** Waits until `count` matching requests are held, and releases them. */
  release(match?: RequestMatch, count?: number): Promise<void>;
  /** The matching requests so far, oldest first; the fields are those of a RequestMatch. */
  requests(match: Record<string, string>): Promise<{ method: string; path: string }[]>;
  /** Restores the initial state. */
  reset(): Promise<void>;
}

/** The stub of ElevenLabs. `setApiKey` makes it accept only this key, until `reset`. */
export function elevenLabsControl(): UpstreamControl & { setApiKey(apiKey: string): Promise<void> } {
  const url = inject('stack').elevenLabsUrl;
  return {
    ...controlOf(url),
    async setApiKey(apiKey) {
      await send(url, 'PUT', '/control/api-key', { apiKey });
    },
  };
}

/** The stub of thesession.org. */
export function theSessionControl(): UpstreamControl {
  return controlOf(inject('stack').theSessionUrl);
}

function controlOf(url: string): UpstreamControl {
  return {
    async order(fault) {
      await send(url, 'POST', '/control/faults', fault);
    },
    async clearFaults() {
      await send(url, 'DELETE', '/control/faults');
    },
    async release(match = {}, count = 1) {
      let released = 0;
      const releaseMore = async () => {
        released += releasedSchema.parse(await send(url, 'POST', '/control/release', match)).released;
        return released;
      };
      await expect.poll(releaseMore, { message: 'held requests' }).toBe(count);
    },
    async requests(match) {
      return requestsSchema.parse(await send(url, 'GET', `/control/requests?${new URLSearchParams(match)}`)).requests;
    },
    async reset() {
      await send(url, 'POST', '/control/reset', {});
    },
  };
}

async function send(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, headers: { 'content-type': 'application/json' }, ...content });
  if (!response.ok)
    throw new Error(`The stub answered ${response.status} to ${method} ${path}: ${await response.text()}`);
  return await response.json();
}
