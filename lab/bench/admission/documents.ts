import type { Clock } from './clock.ts';
import type { Figures } from './figures.ts';
import { type Handler, Instance, type ServiceOptions } from './service.ts';

/** Who synced a document. */
export type Worker = 'event' | 'sweep';

/** A document to sync. */
export interface SimulatedDocument {
  writtenAt: number;
  claimedBy: Worker | null;
}

/** How the functions queue events and sweep, as in their code. Times are seconds. */
export interface Engine {
  /** Events that an instance works on at once, and the longest wait of the others. */
  eventsAtOnce: number;
  longestWait: number;
  /** Documents in a pass of the sweep, its interval, and the age from which it takes a pending document. */
  passSize: number;
  passEvery: number;
  pendingFor: number;
  /** A pass starts no more work after this time. */
  claimFor: number;
}

/** Simulates what the functions do with documents. */
export class Documents {
  readonly all: SimulatedDocument[] = [];
  readonly #clock: Clock;
  readonly #figures: Figures;
  readonly #engine: Engine;
  readonly #requests: number;
  /** Called for each write of the functions to a document: it raises an update event. */
  readonly #onOwnWrite: () => void;
  finished = 0;
  bySweep = 0;
  #firstPending = 0;

  constructor(clock: Clock, figures: Figures, engine: Engine, requests: number, onOwnWrite: () => void) {
    this.#clock = clock;
    this.#figures = figures;
    this.#engine = engine;
    this.#requests = requests;
    this.#onOwnWrite = onOwnWrite;
  }

  /** Adds a pending document. */
  add(): SimulatedDocument {
    const document: SimulatedDocument = { writtenAt: this.#clock.now, claimedBy: null };
    this.all.push(document);
    return document;
  }

  /** How an instance handles the event of a document: it waits for its turn, then for a slot. */
  handler(document: SimulatedDocument): Handler {
    return (instance, end) => {
      let waiting = true;
      this.#clock.after(this.#engine.longestWait, () => {
        if (!waiting) return;
        waiting = false;
        end('failed');
      });
      instance.events.take((release) => {
        if (!waiting) return release();
        waiting = false;
        this.#work(instance, document, 'event', () => {
          release();
          end('done');
        });
      });
    };
  }

  /** Starts a pass of the sweep at each interval, in its own instance, unless the last pass still runs. */
  startSweep({ slots }: ServiceOptions): void {
    const instance = new Instance(slots, Number.POSITIVE_INFINITY);
    let running = 0;
    const pass = () => {
      const begun = this.#clock.now;
      if (running === 0) {
        for (const document of this.#due()) {
          running += 1;
          const done = () => {
            running -= 1;
          };
          this.#work(instance, document, 'sweep', done, begun + this.#engine.claimFor);
        }
      }
      this.#clock.after(this.#engine.passEvery, pass);
    };
    this.#clock.after(this.#engine.passEvery, pass);
  }

  /** The longest pending documents. */
  #due(): SimulatedDocument[] {
    const writtenBefore = this.#clock.now - this.#engine.pendingFor;
    const due: SimulatedDocument[] = [];
    while (this.all[this.#firstPending]?.claimedBy !== null && this.#firstPending < this.all.length) {
      this.#firstPending += 1;
    }
    for (let place = this.#firstPending; due.length < this.#engine.passSize; place += 1) {
      const document = this.all[place];
      if (document === undefined || document.writtenAt > writtenBefore) break;
      if (document.claimedBy === null) due.push(document);
    }
    return due;
  }

  #work(
    instance: Instance,
    document: SimulatedDocument,
    worker: Worker,
    done: () => void,
    claimBefore = Number.POSITIVE_INFINITY,
  ): void {
    const { claim, request, settle } = this.#figures;
    instance.slots.take((release) => {
      if (document.claimedBy !== null || this.#clock.now > claimBefore) {
        // Another worker has it: the claim finds nothing to do.
        return this.#clock.after(claim, () => {
          release();
          done();
        });
      }
      document.claimedBy = worker;
      this.#clock.after(claim, this.#onOwnWrite);
      this.#clock.after(claim + this.#requests * request, release);
      this.#clock.after(claim + this.#requests * request + settle, () => {
        this.#onOwnWrite();
        this.finished += 1;
        if (worker === 'sweep') this.bySweep += 1;
        done();
      });
    });
  }
}
