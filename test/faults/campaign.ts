import fc from 'fast-check';
import { runSchedule } from './knowledge/schedule.ts';
import type { Step } from './knowledge/step.ts';
import { schedule } from './knowledge/step-arbitraries.ts';
import { type Rig, startRig } from './rig.ts';
import { addCounts, type Counts, type ScheduleResult } from './tally.ts';
import type { Violation } from './violation.ts';

/** Which schedules are tried, and on how many rigs at once. */
export interface CampaignOptions {
  seed: number;
  runs: number;
  rigs: number;
  /** Names the rigs' folders. */
  name: string;
  /** Ends it at the first schedule that broke a promise. */
  untilBroken: boolean;
  onProgress: (line: string) => void;
}

/** A schedule that broke a promise. */
export interface BrokenSchedule {
  /** Its place among the schedules of the seed, which is also its fast-check path. */
  place: number;
  violations: readonly Violation[];
  trace: readonly string[];
}

/** What came of a campaign. */
export interface CampaignResult {
  schedules: number;
  subjects: number;
  met: Counts;
  broken: BrokenSchedule[];
}

/** The schedules of a seed, always the same ones in the same order. */
export function schedulesOf(seed: number, runs: number): Step[][] {
  return fc.sample(schedule, { seed, numRuns: runs });
}

/** Runs the schedules of a seed, each on a rig that it has to itself. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, runs, rigs: count, name, untilBroken, onProgress } = options;
  const left = [...schedulesOf(seed, runs).entries()];
  const result: CampaignResult = { schedules: 0, subjects: 0, met: {}, broken: [] };
  const work = async (rig: Rig) => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, steps] = next;
      const begun = Date.now();
      const { violations, subjects, met, trace } = await attempt(rig, steps);
      result.schedules += 1;
      result.subjects += subjects;
      result.met = addCounts(result.met, met);
      if (violations.length > 0) result.broken.push({ place, violations, trace });
      if (violations.length > 0 && untilBroken) left.length = 0;
      const verdict = violations.length === 0 ? 'kept' : `BROKEN: ${violations.map(({ what }) => what).join('; ')}`;
      onProgress(`${place}: ${steps.length} steps, ${Date.now() - begun} ms, ${verdict}`);
    }
  };
  await withRigs(count, name, async (rigs) => {
    await Promise.all(rigs.map(work));
    for (const rig of rigs) result.met = addCounts(result.met, await rig.emulator.met());
  });
  return result;
}

/** Runs one schedule; functions that never come to rest are a broken promise too. */
export async function attempt(rig: Rig, steps: readonly Step[]): Promise<ScheduleResult> {
  try {
    return await runSchedule(rig, steps);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await rig.calm();
    return { violations: [{ kind: 'stuck', what: error.message }], subjects: 0, met: {}, trace: [error.stack ?? ''] };
  }
}

/** Does something on rigs of its own, and stops them whatever comes of it. */
export async function withRigs<Value>(
  count: number,
  name: string,
  work: (rigs: readonly Rig[]) => Promise<Value>,
): Promise<Value> {
  const rigs: Rig[] = [];
  try {
    // One after the other: two that pick free ports at once may pick the same.
    for (let place = 0; place < count; place += 1) rigs.push(await startRig(`${name}-${place}`));
    return await work(rigs);
  } finally {
    await Promise.all(rigs.map((rig) => rig.stop()));
  }
}
