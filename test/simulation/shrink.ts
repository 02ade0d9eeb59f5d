import type { Violation } from './promises.ts';
import { runSchedule, type ScheduleResult } from './schedule.ts';

/** Schedules that shrinking may run. */
const mostTrials = 400;

/**
 * Removes the faults and acts that a broken promise does not need: halves of them, then quarters, down to
 * single ones. Returns the smallest schedule found, with its trace.
 */
export async function shrink(seed: number, { promise }: Violation): Promise<ScheduleResult> {
  const suppressed = new Set<number>();
  const breaks = ({ violations }: ScheduleResult) => violations.some((violation) => violation.promise === promise);
  let smallest = await runSchedule(seed);
  let trials = 0;
  let size = Math.ceil(smallest.happened.length / 2);
  while (size >= 1 && trials < mostTrials) {
    let removed = false;
    const places = smallest.happened.map(({ place }) => place);
    for (let start = 0; start < places.length && trials < mostTrials; start += size) {
      const part = places.slice(start, start + size).filter((place) => !suppressed.has(place));
      if (part.length === 0) continue;
      const trial = new Set([...suppressed, ...part]);
      const result = await runSchedule(seed, { suppressed: trial });
      trials += 1;
      if (!breaks(result)) continue;
      for (const place of part) suppressed.add(place);
      smallest = result;
      removed = true;
    }
    if (size > 1) size = Math.floor(size / 2);
    else if (!removed) break;
  }
  return await runSchedule(seed, { suppressed, traced: true });
}
