import type { Chance } from './chance.ts';
import type { Scheduler } from './scheduler.ts';
import type { Instance, SimulatedEvent, Task } from './task.ts';

/** How far the clock of an instance may be off, in milliseconds, either way. */
const largestClockOffsetMs = 60_000;

/** The longest time that a caller waits, in milliseconds: that of most functions (functions/src/index.ts). */
const timeLimitMs = 540_000;

/** Lengths of freezes, in milliseconds: around a request, around the leases of syncs, of documents, and far beyond. */
const freezes = [
  [1_000, 60_000],
  [60_000, 200_000],
  [240_000, 400_000],
  [3_600_000, 18_000_000],
] as const;

/** Nothing is frozen for longer, in milliseconds. */
const longestFreezeMs = 18_000_000;

/** The most steps of all others that a freeze may last instead. */
const mostSteps = 60;

/** How a call ended for its caller. `died`: its instance died. `given up`: its time was over, but it runs on. */
export type Ending<Result> =
  | { kind: 'returned'; value: Result }
  | { kind: 'threw'; error: unknown }
  | { kind: 'died' }
  | { kind: 'given up' };

/** A call of a function. */
export interface Call<Result> {
  name: string;
  /** Which instances serve it, and how many there are at most unless they are dead or frozen. */
  pool: string;
  most?: number;
  chance: Chance;
  work: (task: Task) => Promise<Result>;
  /** Called once with its ending, also when its instance died. */
  ended?: (ending: Ending<Result>, task: Task) => void;
}

class FunctionInstance implements Instance {
  dead = false;
  frozen = false;
  readonly held: SimulatedEvent[] = [];
  readonly tasks = new Map<Task, (ending: { kind: 'died' | 'given up' }) => void>();

  constructor(
    readonly name: string,
    readonly clockOffset: number,
  ) {}

  get running(): number {
    return this.tasks.size;
  }
}

/** The processes that run functions, with their crashes and freezes. */
export class Instances {
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #pools = new Map<string, FunctionInstance[]>();
  readonly #byTask = new Map<Task, FunctionInstance>();
  readonly #single: boolean;
  #started = 0;

  /** @param single one instance serves every call. */
  constructor(scheduler: Scheduler, chance: Chance, { single = false }: { single?: boolean } = {}) {
    this.#single = single;
    this.#scheduler = scheduler;
    this.#chance = chance;
    scheduler.onDelivery = (task) => this.#trouble(task);
  }

  /** The number of instances started. */
  get started(): number {
    return this.#started;
  }

  /** Calls a function in one of the instances that serve it; one that is dead or frozen is replaced. */
  call<Result>({ name, pool, most = 1, chance, work, ended }: Call<Result>): void {
    const instance = this.#single ? this.#pick('only', chance, 1) : this.#pick(pool, chance, most);
    const { time: startedAt } = this.#scheduler;
    const task: Task = { name: `${name}@${instance.name}`, instance, chance, startedAt, ended: false, froze: false };
    this.#byTask.set(task, instance);
    let told = false;
    const end = (ending: Ending<Result>) => {
      if (ending.kind !== 'given up') {
        instance.tasks.delete(task);
        task.ended = true;
      }
      if (told) return;
      told = true;
      const how =
        ending.kind === 'threw' && ending.error instanceof Error ? `threw ${ending.error.message}` : ending.kind;
      this.#scheduler.log(`${task.name} ${how}`);
      ended?.(ending, task);
    };
    instance.tasks.set(task, end);
    this.#scheduler.after(0, task, () => {
      this.#scheduler.log(`${task.name} begins`);
      work(task).then(
        (value) => end({ kind: 'returned', value }),
        (error: unknown) => end({ kind: 'threw', error }),
      );
    });
  }

  /** Wakes every frozen instance. */
  thaw(): void {
    for (const pool of this.#pools.values()) for (const instance of pool) this.#wake(instance);
  }

  /** Ends the instance of a task. */
  crash(task: Task): void {
    const instance = this.#byTask.get(task);
    if (instance === undefined || instance.dead) return;
    this.#scheduler.log(`${instance.name} dies`);
    instance.dead = true;
    for (const end of [...instance.tasks.values()]) end({ kind: 'died' });
  }

  #pick(pool: string, chance: Chance, most: number): FunctionInstance {
    const instances = this.#pools.get(pool) ?? [];
    this.#pools.set(pool, instances);
    const ready = instances.filter(({ dead, frozen }) => !dead && !frozen);
    if (ready.length > 0 && (ready.length >= most || chance.next() < 0.5)) return chance.pick(ready);
    this.#started += 1;
    const off = this.#chance.stream(this.#started).incident('clock is off', 0.3);
    const offset = off === null ? 0 : off.int(-largestClockOffsetMs, largestClockOffsetMs);
    const instance = new FunctionInstance(`${pool}${instances.length + 1}`, offset);
    if (offset !== 0) this.#scheduler.log(`${instance.name} has a clock that is ${offset} ms off`);
    instances.push(instance);
    return instance;
  }

  /** May crash or freeze the instance of a task, which happens when an event reaches it. */
  #trouble(task: Task): void {
    if (task.chance.incident('instance crashes', 0.004) !== null) this.crash(task);
    const freeze = task.chance.incident('instance freezes', 0.004);
    if (freeze === null) return;
    const [least, most] = freeze.pick(freezes);
    if (freeze.next() < 0.5) this.freeze(task, { for: freeze.int(least, most) });
    else this.freeze(task, { steps: freeze.int(1, mostSteps) });
  }

  /** Freezes the instance of a task for a time, in milliseconds, or for a number of steps of all others. */
  freeze(task: Task, length: { for: number } | { steps: number }): void {
    const instance = this.#byTask.get(task);
    if (instance === undefined || instance.dead || instance.frozen) return;
    const scheduler = this.#scheduler;
    instance.frozen = true;
    const wake = () => this.#wake(instance);
    if ('for' in length) {
      scheduler.log(`${instance.name} freezes for ${Math.round(length.for / 1000)} s`);
      scheduler.after(length.for, null, wake);
    } else {
      scheduler.log(`${instance.name} freezes for ${length.steps} steps`);
      scheduler.afterSteps(length.steps, longestFreezeMs, wake);
    }
    const asleep = [...instance.tasks];
    scheduler.after(timeLimitMs, null, () => {
      for (const [one, end] of asleep) if (!one.ended && instance.frozen) end({ kind: 'given up' });
    });
  }

  #wake(instance: FunctionInstance): void {
    if (!instance.frozen) return;
    instance.frozen = false;
    this.#scheduler.log(`${instance.name} wakes`);
    this.#scheduler.redeliver(instance.held.splice(0));
  }
}
