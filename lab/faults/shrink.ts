import fc from 'fast-check';
import type { Rig } from './rig.ts';
import type { ScheduleResult } from './schedule-result.ts';
import type { Trial } from './trial.ts';

/** The smallest schedule found that still has a violation. */
interface Shrunk<Schedule> {
  /** The fast-check path that leads to it. */
  path: string;
  schedule: Schedule;
  result: ScheduleResult;
}

/** Time limit for shrinking one schedule. */
const shrinkWithinMs = 300_000;

/** Shrinks a schedule with a violation. Returns null when three further runs find none. */
export async function shrink<Schedule>(
  rig: Rig,
  trial: Trial<Schedule>,
  seed: number,
  path: string,
): Promise<Shrunk<Schedule> | null> {
  let last: ScheduleResult | undefined;
  const property = fc.asyncProperty(trial.schedules, async (schedule) => {
    const result = await trial.run(rig, schedule);
    if (result.violations.length > 0) last = result;
    return result.violations.length === 0;
  });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const details = await fc.check(property, { seed, path, numRuns: 1, interruptAfterTimeLimit: shrinkWithinMs });
    const { counterexample, counterexamplePath } = details;
    if (counterexample === null || counterexamplePath === null || last === undefined) continue;
    return { path: counterexamplePath, schedule: counterexample[0], result: last };
  }
  return null;
}
