import type { Scheduler } from './scheduler.ts';
import type { Task } from './task.ts';

/** The `wait` of a context: resolves after a time, in milliseconds, or as soon as the signal aborts. */
export function waitOf(scheduler: Scheduler, task: Task) {
  return (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        timer.cancelled = true;
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = scheduler.after(milliseconds, task, end);
      signal.addEventListener('abort', end);
    });
}
