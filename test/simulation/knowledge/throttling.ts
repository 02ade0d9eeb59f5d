import type { Answer } from '../../../local/stub/http-message.ts';
import type { Instance } from '../engine/task.ts';
import type { SentRequest } from '../upstream/transport.ts';

/** The longest time without a request, in milliseconds, whatever the service asks for (docs/reliability.md). */
const longestMs = 60_000;

/** The first wait between attempts with the least jitter, in milliseconds (docs/reliability.md). */
const shortestMs = 750;

/** What an instance that was throttled may do: wait until a time, then send one request and wait for its answer. */
type Throttled = { kind: 'waiting'; since: number; until: number } | { kind: 'asking'; with: SentRequest };

/** Watches what instances send after a 429, or a 503 with `Retry-After`. */
export class Throttling {
  readonly #instances = new Map<Instance, Throttled>();

  /** What is wrong with sending a request now (milliseconds); null when it may be sent. */
  onSend(request: SentRequest, now: number): string | null {
    const { instance } = request.task;
    const throttled = this.#instances.get(instance);
    if (throttled === undefined) return null;
    if (throttled.kind === 'asking') return `${instance.name} sends a second request before the first is answered`;
    if (now < throttled.until) return `${instance.name} sends ${throttled.until - now} ms too early`;
    this.#instances.set(instance, { kind: 'asking', with: request });
    return null;
  }

  /** Whether an instance may have to wait now (milliseconds). */
  mayWait(instance: Instance, now: number): boolean {
    const throttled = this.#instances.get(instance);
    return throttled?.kind === 'waiting' && now < throttled.since + longestMs;
  }

  onEnd(request: SentRequest, answer: Answer | null, now: number): void {
    const { instance } = request.task;
    const throttled = this.#instances.get(instance);
    const seconds = Number(answer?.headers['retry-after'] ?? Number.NaN);
    const isThrottled = answer?.status === 429 || (answer?.status === 503 && seconds > 0);
    if (isThrottled) {
      const until = now + (seconds > 0 ? Math.min(seconds * 1000, longestMs) : shortestMs);
      const before = throttled?.kind === 'waiting' ? throttled.until : 0;
      this.#instances.set(instance, { kind: 'waiting', since: now, until: Math.max(until, before) });
    } else if (throttled?.kind === 'asking' && throttled.with === request) this.#instances.delete(instance);
  }
}
