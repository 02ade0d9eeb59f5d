import fc from 'fast-check';
import type { Rig } from './rig.ts';
import type { ScheduleResult } from './schedule-result.ts';
import type { Trial } from './trial.ts';

/** The smallest schedule found that still breaks a promise. */
interface Shrunk<Schedule> {
  /** The fast-check path that leads to it. */
  path: string;
  schedule: Schedule;
  result: ScheduleResult;
}

/** The longest that a schedule is made smaller, in milliseconds. */
const shrinkWithinMs = 300_000;

/** Makes a broken schedule as small as it can; null when it is kept each of three times that it is run again. */
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
  for (let turn = 0; turn < 3; turn += 1) {
    const details = await fc.check(property, { seed, path, numRuns: 1, interruptAfterTimeLimit: shrinkWithinMs });
    const { counterexample, counterexamplePath } = details;
    if (counterexample === null || counterexamplePath === null || last === undefined) continue;
    return { path: counterexamplePath, schedule: counterexample[0], result: last };
  }
  return null;
}
