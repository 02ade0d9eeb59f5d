import type { Clock } from './clock.ts';
import type { Figures } from './figures.ts';
import type { Handler, Service } from './service.ts';

/** The outcomes of deliveries. */
export interface Deliveries {
  sent: number;
  /** Answered 429: no place. */
  refused: number;
  /** Answered 500: waited too long inside an instance. */
  failed: number;
  /** Answered 504: the function's time was over. */
  timedOut: number;
  /** Events given up after a day of retries. */
  dropped: number;
}

/** No deliveries so far. */
function noDeliveries(): Deliveries {
  return { sent: 0, refused: 0, failed: 0, timedOut: 0, dropped: 0 };
}

/** The wait after so many failures (from 1), in seconds. `random` is in [0, 1). */
export function backoff(failures: number, figures: Figures, random: number): number {
  const { backoffLeast, backoffMost, backoffSpread } = figures;
  const wait = Math.min(backoffLeast * 2 ** (failures - 1), backoffMost);
  return wait * (1 + backoffSpread * (2 * random - 1));
}

/** Pushes events to a function until it takes them: Eventarc on Pub/Sub. */
export class Subscription {
  readonly #clock: Clock;
  readonly #service: Service;
  readonly #figures: Figures;
  readonly #random: () => number;
  readonly deliveries = noDeliveries();

  constructor(clock: Clock, service: Service, figures: Figures, random: () => number) {
    this.#clock = clock;
    this.#service = service;
    this.#figures = figures;
    this.#random = random;
  }

  publish(handle: Handler): void {
    this.#deliver(handle, 0, this.#clock.now);
  }

  #deliver(handle: Handler, failures: number, publishedAt: number): void {
    const { deliveries } = this;
    deliveries.sent += 1;
    this.#service.request(handle, (answer) => {
      if (answer === 'done') return;
      deliveries[answer === 'timed out' ? 'timedOut' : answer] += 1;
      const wait = backoff(failures + 1, this.#figures, this.#random());
      if (this.#clock.now + wait > publishedAt + this.#figures.retention) deliveries.dropped += 1;
      else this.#clock.after(wait, () => this.#deliver(handle, failures + 1, publishedAt));
    });
  }
}
