import { setTimeout as sleep } from 'node:timers/promises';

class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
}

/** Twice the slowest recovery (measured: 25 s). */
const timeoutMs = 50_000;

/**
 * Polls until a condition is true.
 *
 * @throws WaitTimeoutError with the condition and the final state that `describe` returns.
 */
export async function until(
  condition: string,
  isTrue: () => boolean | Promise<boolean>,
  describe: () => Promise<unknown> = async () => null,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline)
      throw new WaitTimeoutError(`Timed out waiting until ${condition} (${JSON.stringify(await describe())})`);
    await sleep(10);
  }
}
