import crypto from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedEvent } from './task.ts';

let running: Scheduler | null = null;
let replaced = false;

/** Sets the scheduler that time and randomness follow; null restores those of the process. */
export function setRunning(scheduler: Scheduler | null): void {
  running = scheduler;
}

/**
 * Replaces what product code and its libraries take from the process: `Date.now`, timers, timeouts of
 * signals and `node:crypto`. While a scheduler runs they follow it, as the running task sees it.
 */
export function simulateTimers(): void {
  if (replaced) return;
  replaced = true;
  const { now } = Date;
  const { setTimeout, clearTimeout } = globalThis;
  const { any, timeout } = AbortSignal;
  const { randomUUID, randomInt } = crypto;
  Date.now = () => (running === null ? now() : localTime(running));
  Object.assign(globalThis, {
    setTimeout: (callback: () => void, milliseconds = 0) => {
      if (running === null) return setTimeout(callback, milliseconds);
      return running.after(Math.max(1, milliseconds), running.current, callback);
    },
    clearTimeout: (timer: SimulatedEvent | NodeJS.Timeout | undefined) => {
      if (timer !== undefined && 'happen' in timer) timer.cancelled = true;
      else clearTimeout(timer);
    },
  });
  Object.assign(AbortSignal, {
    timeout: (milliseconds: number) => {
      return running === null ? timeout.call(AbortSignal, milliseconds) : deadline(running, milliseconds);
    },
    // The original takes 50 µs.
    any: (signals: AbortSignal[]) => (running === null ? any.call(AbortSignal, signals) : firstOf(signals)),
  });
  Object.assign(crypto, {
    randomUUID: () => (running === null ? randomUUID() : simulatedUuid(running)),
    randomInt: (least: number, below?: number) => {
      const [from, to] = below === undefined ? [0, least] : [least, below];
      return running === null ? randomInt(from, to) : from + Math.floor(random(running) * (to - from));
    },
  });
  syncBuiltinESMExports();
}

/** The time by the clock of the instance whose code runs, in epoch milliseconds. */
export function localTime({ time, current }: Scheduler): number {
  return time + (current?.instance.clockOffset ?? 0);
}

function random({ current, chance }: Scheduler): number {
  return (current?.chance ?? chance).next();
}

function simulatedUuid(scheduler: Scheduler): string {
  const part = () =>
    Math.floor(random(scheduler) * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  return `${part()}-${part()}`;
}

function deadline(scheduler: Scheduler, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  // Each request of a run listens to the run's deadline.
  setMaxListeners(0, controller.signal);
  scheduler.after(milliseconds, scheduler.current, () => {
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  });
  return controller.signal;
}

function firstOf(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
}
