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

/** A kind of schedule: how one is drawn, and how it is carried out and reportTimeout. */
export interface Trial<Schedule> {
  schedules: Arbitrary<Schedule>;
  run(rig: Rig, schedule: Schedule): Promise<ScheduleResult>;
  /** The schedule as lines for people. */
  describe(schedule: Schedule): string[];
}

/** Knowledge documents and the ElevenLabs knowledge base. */
export const knowledgeTrial: Trial<Step[]> = {
  schedules: schedule,
  run: (rig, steps) => reportTimeout(rig, () => runSchedule(rig, steps)),
  describe: (steps) => steps.map((step) => JSON.stringify(step)),
};

/** Tunebooks and collections. */
export const tunebookTrial: Trial<TunebookSchedule> = {
  schedules: tunebookSchedule,
  run: (rig, drawn) => reportTimeout(rig, () => runTunebookSchedule(rig, drawn)),
  describe: ({ steps, ...users }) => [users, ...steps].map((line) => JSON.stringify(line)),
};

/** What never comes to rest is a broken promise too. */
async function reportTimeout(rig: Rig, run: () => Promise<ScheduleResult>): Promise<ScheduleResult> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    await rig.calm();
    return { violations: [{ kind: 'stuck', what: error.message }], subjects: 0, met: {}, trace: [error.stack ?? ''] };
  }
}
