import { setTimeout as sleep } from 'node:timers/promises';

/** A condition that was waited for never came true. */
export class NeverError extends Error {
  override readonly name = 'NeverError';
}

/** The longest that anything is waited for, in milliseconds: far longer than the slowest recovery (measured: 25 s). */
const longestMs = 60_000;

/** Resolves once a condition is true, looked at again and again. Throws NeverError, naming what was waited for. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + longestMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new NeverError(`It never happened: ${what}`);
    await sleep(10);
  }
}
