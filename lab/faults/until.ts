import { setTimeout as sleep } from 'node:timers/promises';

/** A condition that was waited for never came true. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
}

/** The longest that anything is waited for, in milliseconds: longer than the slowest recovery (measured: 25 s). */
const longestMs = 50_000;

/**
 * Resolves once a condition is true, looked at again and again. Throws WaitTimeoutError, naming what was
 * waited for and, by `describe`, how things stood in the end.
 */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  describe: () => Promise<unknown> = async () => null,
): Promise<void> {
  const deadline = Date.now() + longestMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline)
      throw new WaitTimeoutError(`It never happened: ${what} (${JSON.stringify(await describe())})`);
    await sleep(10);
  }
}
