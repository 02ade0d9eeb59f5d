import type { Chance } from './chance.ts';
import { EventQueue } from './event-queue.ts';
import type { SimulatedEvent, Task } from './task.ts';
import type { Trace } from './trace.ts';

/** When every schedule begins, in epoch milliseconds; whole days, so that times in a trace read well. */
export const beginning = Date.UTC(2030, 0, 1);

const breath = setImmediate;

/**
 * Virtual time and the order of everything. Between two events the microtask queue is empty: all that
 * product code does in answer to an event happens before the next one.
 */
export class Scheduler {
  readonly trace: Trace;
  /** Chance of the world outside every task. */
  readonly chance: Chance;
  /** Epoch milliseconds by the clock of the world. */
  time = beginning;
  /** The task whose code is running. */
  current: Task | null = null;
  /** Called before an event reaches a task: its instance may freeze or die. */
  onDelivery: (task: Task) => void = () => {};
  readonly #queue = new EventQueue<SimulatedEvent>();
  #order = 0;

  constructor(trace: Trace, chance: Chance) {
    this.trace = trace;
    this.chance = chance;
  }

  /** Lets something happen after a delay, in milliseconds. */
  after(delay: number, task: Task | null, happen: () => void): SimulatedEvent {
    this.#order += 1;
    const event = { at: this.time + delay, order: this.#order, task, happen, cancelled: false };
    this.#queue.push(event);
    return event;
  }

  log(line: string): void {
    this.trace.add(this.time - beginning, line);
  }

  /** Runs until nothing is left that could happen, or the next event comes after `until`, or it is enough. */
  run(until = Number.POSITIVE_INFINITY, isEnough: () => boolean = () => false): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          // Only events of tasks run product code, and only that leaves something in the microtask queue.
          for (;;) {
            const event = this.#queue.peek();
            if (event === undefined || event.at > until || isEnough()) {
              this.current = null;
              resolve();
              return;
            }
            this.#queue.pop();
            if (this.#happen(event)) break;
          }
          breath(step);
        } catch (error) {
          reject(error);
        }
      };
      // What ran before this call has to come to rest too.
      breath(step);
    });
  }

  /**
   * Lets something happen after a number of steps of everybody else, or after a time, in milliseconds,
   * when that is earlier: in the middle of what others do.
   */
  afterSteps(steps: number, longest: number, happen: () => void): void {
    const fallback = this.after(longest, null, () => {
      if (fallback.cancelled) return;
      fallback.cancelled = true;
      happen();
    });
    this.trace.afterSteps(steps, () => {
      if (fallback.cancelled) return;
      fallback.cancelled = true;
      this.after(0, null, happen);
    });
  }

  /** Delivers again what reached an instance while it was frozen. */
  redeliver(events: readonly SimulatedEvent[]): void {
    for (const event of events) {
      event.at = Math.max(event.at, this.time);
      this.#queue.push(event);
    }
  }

  /** Lets an event happen, if it still can; true when product code may have run. */
  #happen(event: SimulatedEvent): boolean {
    const { task } = event;
    if (event.cancelled) return false;
    if (task === null) {
      this.time = event.at;
      this.current = null;
      event.happen();
      return false;
    }
    // What a call leaves behind, such as its deadline, matters only to calls beside it.
    if (task.instance.dead || (task.ended && task.instance.running === 0)) return false;
    this.time = event.at;
    if (!task.instance.frozen) this.onDelivery(task);
    if (task.instance.dead) return false;
    if (task.instance.frozen) {
      task.froze = true;
      task.instance.held.push(event);
      return false;
    }
    this.current = task;
    event.happen();
    return true;
  }
}
