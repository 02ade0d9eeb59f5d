import type { Arbitrary } from 'fast-check';
import { runSchedule } from './knowledge/schedule.ts';
import type { Step } from './knowledge/step.ts';
import { schedule } from './knowledge/step-arbitraries.ts';
import type { Rig } from './rig.ts';
import type { ScheduleResult } from './schedule-result.ts';
import { runTunebookSchedule } from './tunebook/schedule.ts';
import type { TunebookSchedule } from './tunebook/step.ts';
import { tunebookSchedule } from './tunebook/step-arbitraries.ts';
import { WaitTimeoutError } from './until.ts';

/** A kind of schedule: how to generate, run and describe one. */
export interface Trial<Schedule> {
  schedules: Arbitrary<Schedule>;
  run(rig: Rig, schedule: Schedule): Promise<ScheduleResult>;
  /** One line for each step. */
  describe(schedule: Schedule): string[];
}

export const knowledgeTrial: Trial<Step[]> = {
  schedules: schedule,
  run: (rig, steps) => reportTimeout(rig, () => runSchedule(rig, steps)),
  describe: (steps) => steps.map((step) => JSON.stringify(step)),
};

export const tunebookTrial: Trial<TunebookSchedule> = {
  schedules: tunebookSchedule,
  run: (rig, generated) => reportTimeout(rig, () => runTunebookSchedule(rig, generated)),
  describe: ({ steps, ...users }) => [users, ...steps].map((line) => JSON.stringify(line)),
};

/** Reports a schedule that never becomes idle as a violation. */
async function reportTimeout(rig: Rig, run: () => Promise<ScheduleResult>): Promise<ScheduleResult> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    await rig.endFaults();
    return {
      violations: [{ kind: 'stuck', what: error.message }],
      subjects: 0,
      injected: {},
      trace: [error.stack ?? ''],
    };
  }
}
