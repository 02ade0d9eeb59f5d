import type { AxiosAdapter } from 'axios';
import type { Gate } from './gate.ts';
import type { Backoff } from './retry-timing.ts';

/** When and how requests are sent. */
export interface SendingOptions {
  /** Longest time from the start of a request to the end of its answer, in milliseconds. */
  timeoutMs: number;
  backoff: Backoff;
  now: () => number;
  random: () => number;
  /** Limits requests in flight. Waits for a slot do not count as request time; waits between retries hold none. */
  slot?: <T>(send: () => Promise<T>) => Promise<T>;
  /** Holds requests back while the service is throttling this instance. */
  gate?: Pick<Gate, 'opened' | 'pass'>;
  /** @internal Replaces the HTTP transport of axios; the types of the package name only packages that it installs. */
  adapter?: AxiosAdapter;
}
