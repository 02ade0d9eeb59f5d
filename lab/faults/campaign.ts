import fc from 'fast-check';
import { leaksInLogs } from './leaks.ts';
import { type Rig, startRig } from './rig.ts';
import { addCounts, type Counts } from './schedule-result.ts';
import type { Trial } from './trial.ts';
import type { Violation } from './violation.ts';

/** Which schedules are tried. */
export interface CampaignOptions<Schedule> {
  trial: Trial<Schedule>;
  seed: number;
  runs: number;
  /** Ends it at the first schedule that broke a promise. */
  untilBroken: boolean;
  onProgress: (line: string) => void;
}

/** A schedule that broke a promise. */
interface BrokenSchedule {
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
  /** Places in the logs of all rigs that must not be there. */
  leaks: string[];
}

/** The schedules of a seed, always the same ones in the same order. */
function schedulesOf<Schedule>({ schedules }: Trial<Schedule>, seed: number, runs: number): Schedule[] {
  return fc.sample(schedules, { seed, numRuns: runs });
}

/** Runs the schedules of a seed, several at once, each on a rig that it has to itself. */
export async function runCampaign<Schedule>(
  rigs: readonly Rig[],
  { trial, seed, runs, untilBroken, onProgress }: CampaignOptions<Schedule>,
): Promise<CampaignResult> {
  const left = [...schedulesOf(trial, seed, runs).entries()];
  const result: CampaignResult = { schedules: 0, subjects: 0, met: {}, broken: [], leaks: [] };
  const work = async (rig: Rig) => {
    const firedBefore = await rig.emulator.fired();
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, schedule] = next;
      const begun = Date.now();
      const { violations, subjects, met, trace } = await trial.run(rig, schedule);
      result.schedules += 1;
      result.subjects += subjects;
      result.met = addCounts(result.met, met);
      if (violations.length > 0) result.broken.push({ place, violations, trace });
      if (violations.length > 0 && untilBroken) left.length = 0;
      const verdict = violations.length === 0 ? 'kept' : `BROKEN: ${violations.map(({ what }) => what).join('; ')}`;
      onProgress(`${place}: ${trial.describe(schedule).length} steps, ${Date.now() - begun} ms, ${verdict}`);
    }
    const negated = Object.entries(firedBefore).map(([name, count]) => ({ [name]: -count }));
    result.met = addCounts(result.met, await rig.emulator.fired(), ...negated);
    result.leaks.push(...leaksInLogs(await rig.logs()));
  };
  await Promise.all(rigs.map(work));
  return result;
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

/** Does something on one rig of its own, and stops it whatever comes of it. */
export async function withRig<Value>(name: string, work: (rig: Rig) => Promise<Value>): Promise<Value> {
  const rig = await startRig(name);
  try {
    return await work(rig);
  } finally {
    await rig.stop();
  }
}
