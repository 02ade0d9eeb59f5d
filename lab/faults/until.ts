import { setTimeout as sleep } from 'node:timers/promises';

/** A condition that was waited for never came true. */
export class NeverError extends Error {
  override readonly name = 'NeverError';
}

/** The longest that anything is waited for, in milliseconds: longer than the slowest recovery (measured: 25 s). */
const longestMs = 50_000;

/**
 * Resolves once a condition is true, looked at again and again. Throws NeverError, naming what was
 * waited for and, by `describe`, how things stood in the end.
 */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  describe: () => Promise<unknown> = async () => null,
): Promise<void> {
  const deadline = Date.now() + longestMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new NeverError(`It never happened: ${what} (${JSON.stringify(await describe())})`);
    await sleep(10);
  }
}
