import pLimit from 'p-limit';
import type { KnowledgeContext } from '../../functions/src/knowledge/context.ts';
import { createElevenLabs, type ElevenLabs } from '../../functions/src/upstream/elevenlabs.ts';
import { createHttp } from '../../functions/src/upstream/http.ts';
import type { Chance } from './engine/chance.ts';
import type { Instance, Scheduler, Task } from './engine/scheduler.ts';
import { localTime } from './engine/timers.ts';
import { openFirestore } from './firestore/client.ts';
import type { Database } from './firestore/database.ts';
import type { Transport, Upstream } from './upstream/transport.ts';

/** The functions' own defaults (functions/src/params.ts). */
const defaults = {
  requestTimeoutMs: 20_000,
  elevenLabsConcurrency: 3,
  elevenLabsBackoff: { baseMs: 1000, maxMs: 10_000 },
};

/** How far the clock of an instance may be off, in milliseconds, either way. */
const largestClockOffsetMs = 60_000;

/** How a call ended for its caller. `died`: with its instance; `given up`: the function's time was over, and it goes on. */
export type Ending<Result> =
  | { kind: 'returned'; value: Result }
  | { kind: 'threw'; error: unknown }
  | { kind: 'died' }
  | { kind: 'given up' };

/** The longest time of a function that answers an event, in milliseconds (functions/src/index.ts). */
const timeLimitMs = 540_000;

/** The services that instances talk to. */
export interface Services {
  scheduler: Scheduler;
  database: Database;
  transport: Transport;
  elevenLabs: Upstream;
}

/** A process that runs functions: its clock, its slots and its HTTP clients. */
class FunctionInstance implements Instance {
  dead = false;
  frozenUntil = 0;
  readonly tasks = new Map<Task, (ending: { kind: 'died' | 'given up' }) => void>();
  readonly slot = pLimit(defaults.elevenLabsConcurrency);
  #elevenLabs: ElevenLabs | undefined;

  constructor(
    readonly name: string,
    readonly clockOffset: number,
    readonly services: Services,
  ) {}

  /** Made at the first request: most instances of a schedule send none. */
  get elevenLabs(): ElevenLabs {
    this.#elevenLabs ??= this.#createElevenLabs();
    return this.#elevenLabs;
  }

  #createElevenLabs(): ElevenLabs {
    const { scheduler, transport, elevenLabs } = this.services;
    const http = createHttp({
      baseUrl: 'http://elevenlabs.invalid',
      headers: { 'xi-api-key': 'simulated' },
      timeoutMs: defaults.requestTimeoutMs,
      maxSockets: defaults.elevenLabsConcurrency,
      backoff: defaults.elevenLabsBackoff,
      longestWaitMs: defaults.elevenLabsBackoff.maxMs,
      now: () => localTime(scheduler),
      random: () => (scheduler.current?.chance ?? scheduler.chance).next(),
      onRetry: () => {},
      adapter: transport.adapter(elevenLabs),
    });
    return createElevenLabs(http, true, null);
  }
}

/** The instances that exist, and the calls that run in them. */
export class Instances {
  readonly #services: Services;
  readonly #chance: Chance;
  readonly #pools = new Map<string, FunctionInstance[]>();
  #started = 0;

  constructor(services: Services, chance: Chance) {
    this.#services = services;
    this.#chance = chance;
    services.scheduler.onDelivery = (task) => this.#trouble(task);
    services.transport.onSenderDeath = (task) => this.#crash(task);
  }

  /** How many instances there were. */
  get started(): number {
    return this.#started;
  }

  /**
   * Calls a function in one of the instances that serve it; one that is dead or frozen is replaced.
   * `ended` is told how the call ended, also when its instance died.
   */
  call<Result>(
    name: string,
    { pool, chance, most = 1 }: { pool: string; chance: Chance; most?: number },
    work: (context: KnowledgeContext, task: Task) => Promise<Result>,
    ended: (ending: Ending<Result>, task: Task) => void,
  ): void {
    const { scheduler } = this.#services;
    const instance = this.#pick(pool, chance, most);
    const task: Task = { name: `${name}@${instance.name}`, instance, chance, ended: false, froze: false };
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
      scheduler.log(`${task.name} ${how}`);
      ended(ending, task);
    };
    instance.tasks.set(task, end);
    scheduler.after(0, task, () => {
      scheduler.log(`${task.name} begins`);
      work(this.#context(instance, task), task).then(
        (value) => end({ kind: 'returned', value }),
        (error: unknown) => end({ kind: 'threw', error }),
      );
    });
  }

  /** Wakes every frozen instance. */
  thaw(): void {
    for (const pool of this.#pools.values()) for (const instance of pool) instance.frozenUntil = 0;
  }

  #pick(pool: string, chance: Chance, most: number): FunctionInstance {
    const instances = this.#pools.get(pool) ?? [];
    this.#pools.set(pool, instances);
    const { time } = this.#services.scheduler;
    const ready = instances.filter(({ dead, frozenUntil }) => !dead && frozenUntil <= time);
    if (ready.length > 0 && (ready.length >= most || chance.next() < 0.5)) return chance.pick(ready);
    this.#started += 1;
    const own = this.#chance.stream(this.#started);
    const off = own.oddity('clock is off', 0.3);
    const offset = off === null ? 0 : off.int(-largestClockOffsetMs, largestClockOffsetMs);
    const instance = new FunctionInstance(`${pool}${instances.length + 1}`, offset, this.#services);
    if (offset !== 0) this.#services.scheduler.log(`${instance.name} has a clock that is ${offset} ms off`);
    instances.push(instance);
    return instance;
  }

  #context(instance: FunctionInstance, task: Task): KnowledgeContext {
    const { scheduler, database } = this.#services;
    return {
      db: openFirestore(database, scheduler, task),
      get elevenLabs() {
        return instance.elevenLabs;
      },
      slot: (work) =>
        instance.slot(() => {
          // A slot that came free in another task's code leads back to this one.
          scheduler.current = task;
          return work();
        }),
      requestTimeoutMs: defaults.requestTimeoutMs,
      backoff: defaults.elevenLabsBackoff,
      now: () => scheduler.time + instance.clockOffset,
      random: () => task.chance.next(),
      wait: (milliseconds, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          scheduler.after(milliseconds, task, resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
      log: (_severity, event, fields) => scheduler.log(`${task.name} logs ${event} ${fields.type ?? ''}`),
    };
  }

  /** An instance may die or freeze whenever something reaches it. */
  #trouble(task: Task) {
    const { scheduler } = this.#services;
    const instance = task.instance as FunctionInstance;
    if (task.chance.oddity('instance crashes', 0.004) !== null) return this.#crash(task);
    const freeze = task.chance.oddity('instance freezes', 0.004);
    if (freeze === null) return;
    const [least, most] = freeze.pick([
      [1_000, 60_000],
      [240_000, 400_000],
      [240_000, 1_200_000],
      [3_600_000, 18_000_000],
    ] as const);
    const sleep = freeze.int(least, most);
    instance.frozenUntil = scheduler.time + sleep;
    if (sleep > timeLimitMs) {
      const frozen = [...instance.tasks];
      scheduler.after(timeLimitMs, null, () => {
        for (const [asleep, end] of frozen) if (!asleep.ended) end({ kind: 'given up' });
      });
    }
    scheduler.log(`${instance.name} freezes for ${Math.round((instance.frozenUntil - scheduler.time) / 1000)} s`);
  }

  #crash(task: Task): void {
    const instance = task.instance as FunctionInstance;
    this.#services.scheduler.log(`${instance.name} dies`);
    instance.dead = true;
    for (const end of [...instance.tasks.values()]) end({ kind: 'died' });
  }
}
