import type { Chance } from './chance.ts';
import { EventQueue } from './event-queue.ts';
import type { SimulatedEvent, Task } from './task.ts';
import type { Trace } from './trace.ts';

/** When every schedule begins, in epoch milliseconds; whole days, so that times in a trace read well. */
export const beginning = Date.UTC(2030, 0, 1);

const resolved = Promise.resolve();

/** Calls back once the microtask queue is empty. A turn of the event loop (`setImmediate`) takes several times as long. */
function afterMicrotasks(next: () => void): void {
  void resolved.then(() => process.nextTick(next));
}

/**
 * Virtual time, and the order of all events. Between two events the microtask queue is empty: everything
 * that product code does in response to an event happens before the next one.
 */
export class Scheduler {
  readonly trace: Trace;
  /** The random numbers for everything outside tasks. */
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

  /** Schedules an event after a delay, in milliseconds. */
  after(delay: number, task: Task | null, happen: () => void): SimulatedEvent {
    this.#order += 1;
    const event = { at: this.time + delay, order: this.#order, task, happen, cancelled: false };
    this.#queue.push(event);
    return event;
  }

  log(line: string): void {
    this.trace.add(this.time - beginning, line);
  }

  /** Runs until no event is left, the next one comes after `until`, or `isEnough` returns true. */
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
          afterMicrotasks(step);
        } catch (error) {
          reject(error);
        }
      };
      // Lets code that ran before this call finish, too.
      afterMicrotasks(step);
    });
  }

  /**
   * Schedules an event after a number of steps of all others, or after a time in milliseconds if that comes
   * first, so that it falls between their steps.
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
      // A process that wakes up takes what is overdue in the order in which it became due.
      this.#order += 1;
      event.order = this.#order;
      event.at = Math.max(event.at, this.time);
      this.#queue.push(event);
    }
  }

  /** Runs an event if its task still can; true when product code may have run. */
  #happen(event: SimulatedEvent): boolean {
    const { task } = event;
    if (event.cancelled) return false;
    if (task === null) {
      this.time = event.at;
      this.current = null;
      event.happen();
      return false;
    }
    // What a call leaves behind, such as its deadline, matters only while other calls run.
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
