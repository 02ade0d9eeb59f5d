import type { Clock } from './clock.ts';
import type { Figures } from './figures.ts';

/** What a deployed function may use. */
export interface ServiceOptions {
  maxInstances: number;
  /** Requests in each instance. */
  concurrency: number;
  timeoutSeconds: number;
  /** Requests to ElevenLabs in flight in each instance. */
  slots: number;
}

/** How a request ended, for its sender. */
export type Answer = 'done' | 'refused' | 'failed' | 'timed out';

/** Work that runs in an instance and ends by calling `end`, once. */
export type Handler = (instance: Instance, end: (answer: 'done' | 'failed') => void) => void;

interface Request {
  handle: Handler;
  onAnswer: (answer: Answer) => void;
}

/** Runs a few pieces of work at once, the others in the order in which they came. */
export class Limit {
  readonly #waiting: ((release: () => void) => void)[] = [];
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** Begins the work when its turn comes; it ends by calling `release`, once. */
  take(work: (release: () => void) => void): void {
    this.#waiting.push(work);
    this.#next();
  }

  #next(): void {
    if (this.#free === 0) return;
    const work = this.#waiting.shift();
    if (work === undefined) return;
    this.#free -= 1;
    work(() => {
      this.#free += 1;
      this.#next();
    });
  }
}

/** A process that serves requests. */
export class Instance {
  inFlight = 0;
  isReady = false;
  readonly slots: Limit;
  readonly events: Limit;

  /** @param eventsAtOnce events that it works on at once; the others wait in it. */
  constructor(slots: number, eventsAtOnce: number) {
    this.slots = new Limit(slots);
    this.events = new Limit(eventsAtOnce);
  }
}

/** One function on Cloud Run: takes a request into an instance, keeps it for a while, or refuses it. */
export class Service {
  readonly #clock: Clock;
  readonly #options: ServiceOptions;
  readonly #figures: Figures;
  readonly #eventsAtOnce: number;
  readonly #instances: Instance[] = [];
  /** Requests without a place, in order of arrival. */
  readonly #pending = new Set<Request>();

  constructor(clock: Clock, options: ServiceOptions, figures: Figures, eventsAtOnce: number) {
    this.#clock = clock;
    this.#options = options;
    this.#figures = figures;
    this.#eventsAtOnce = eventsAtOnce;
  }

  get instances(): number {
    return this.#instances.length;
  }

  request(handle: Handler, onAnswer: (answer: Answer) => void): void {
    const { instanceStart, pendingStarts, pendingLeast } = this.#figures;
    const request = { handle, onAnswer };
    this.#pending.add(request);
    this.#admit();
    this.#scaleOut();
    if (!this.#pending.has(request)) return;
    this.#clock.after(Math.max(pendingStarts * instanceStart, pendingLeast), () => {
      if (this.#pending.delete(request)) onAnswer('refused');
    });
  }

  #admit(): void {
    for (const request of this.#pending) {
      const instance = this.#leastBusy();
      if (instance === undefined) return;
      this.#pending.delete(request);
      this.#serve(instance, request);
    }
  }

  #serve(instance: Instance, request: Request): void {
    instance.inFlight += 1;
    let answered = false;
    const answer = (result: Answer) => {
      if (answered) return;
      answered = true;
      instance.inFlight -= 1;
      request.onAnswer(result);
      this.#admit();
    };
    // The platform gives up on a request that takes too long; the instance goes on with it.
    this.#clock.after(this.#options.timeoutSeconds, () => answer('timed out'));
    request.handle(instance, answer);
  }

  #leastBusy(): Instance | undefined {
    const free = this.#instances.filter(({ isReady, inFlight }) => isReady && inFlight < this.#options.concurrency);
    return free.reduce<Instance | undefined>(
      (least, other) => (least === undefined || other.inFlight < least.inFlight ? other : least),
      undefined,
    );
  }

  #scaleOut(): void {
    const { maxInstances, concurrency, slots } = this.#options;
    const load = this.#pending.size + this.#instances.reduce((sum, { inFlight }) => sum + inFlight, 0);
    const wanted = Math.min(Math.ceil(load / (this.#figures.targetUse * concurrency)), maxInstances);
    while (this.#instances.length < wanted) {
      const instance = new Instance(slots, this.#eventsAtOnce);
      this.#instances.push(instance);
      this.#clock.after(this.#figures.instanceStart, () => {
        instance.isReady = true;
        this.#admit();
      });
    }
  }
}
