import { EventQueue } from '../../../test/simulation/engine/event-queue.ts';

interface Planned {
  at: number;
  order: number;
  action: () => void;
}

/** Simulated time, in seconds. Actions run in order of time; those of the same time, in the order of planning. */
export class Clock {
  now = 0;
  readonly #planned = new EventQueue<Planned>();
  #order = 0;

  /** Plans an action for this many seconds from now. */
  after(seconds: number, action: () => void): void {
    this.#planned.push({ at: this.now + seconds, order: ++this.#order, action });
  }

  /** Runs the planned actions until all are done or `isOver` returns true. */
  run(isOver: () => boolean): void {
    while (!isOver()) {
      const next = this.#planned.pop();
      if (next === undefined) return;
      this.now = next.at;
      next.action();
    }
  }
}
