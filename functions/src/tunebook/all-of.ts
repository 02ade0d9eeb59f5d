import type { Report } from './report.ts';

/** Waits for all tasks of a sync to end, whatever happens; the first failure stops the others and is thrown. */
export async function allOf(report: Report, tasks: readonly Promise<void>[]): Promise<void> {
  await Promise.all(tasks.map((task) => task.catch((error: unknown) => report.fail(error))));
  report.signal.throwIfAborted();
}
