import fc from 'fast-check';
import { leaksInLogs } from './leaks.ts';
import { type Rig, startRig } from './rig.ts';
import { addCounts, type Counts } from './schedule-result.ts';
import type { Trial } from './trial.ts';
import type { Violation } from './violation.ts';

export interface CampaignOptions<Schedule> {
  trial: Trial<Schedule>;
  seed: number;
  runs: number;
  /** Stops at the first schedule with a violation. */
  untilBroken: boolean;
  onProgress: (line: string) => void;
}

/** A schedule with at least one violation. */
interface BrokenSchedule {
  /** Its index among the seed's schedules, which is also its fast-check path. */
  index: number;
  violations: readonly Violation[];
  trace: readonly string[];
}

export interface CampaignResult {
  schedules: number;
  subjects: number;
  injected: Counts;
  broken: BrokenSchedule[];
  /** Secrets found in the logs of all rigs. */
  leaks: string[];
}

/** Deterministic for a seed. */
function schedulesOf<Schedule>({ schedules }: Trial<Schedule>, seed: number, runs: number): Schedule[] {
  return fc.sample(schedules, { seed, numRuns: runs });
}

/** Runs a seed's schedules, one at a time on each rig. */
export async function runCampaign<Schedule>(
  rigs: readonly Rig[],
  { trial, seed, runs, untilBroken, onProgress }: CampaignOptions<Schedule>,
): Promise<CampaignResult> {
  const left = [...schedulesOf(trial, seed, runs).entries()];
  const result: CampaignResult = { schedules: 0, subjects: 0, injected: {}, broken: [], leaks: [] };
  const work = async (rig: Rig) => {
    const firedBefore = await rig.emulator.fired();
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, schedule] = next;
      const startedAt = Date.now();
      const { violations, subjects, injected, trace } = await trial.run(rig, schedule);
      result.schedules += 1;
      result.subjects += subjects;
      result.injected = addCounts(result.injected, injected);
      if (violations.length > 0) result.broken.push({ index, violations, trace });
      if (violations.length > 0 && untilBroken) left.length = 0;
      const outcome = violations.length === 0 ? 'ok' : `VIOLATION: ${violations.map(({ what }) => what).join('; ')}`;
      onProgress(`${index}: ${trial.describe(schedule).length} steps, ${Date.now() - startedAt} ms, ${outcome}`);
    }
    const negated = Object.entries(firedBefore).map(([name, count]) => ({ [name]: -count }));
    result.injected = addCounts(result.injected, await rig.emulator.fired(), ...negated);
    result.leaks.push(...leaksInLogs(await rig.logs()));
  };
  await Promise.all(rigs.map(work));
  return result;
}

/** Starts rigs, runs `work` on them and stops them. */
export async function withRigs<Value>(
  count: number,
  name: string,
  work: (rigs: readonly Rig[]) => Promise<Value>,
): Promise<Value> {
  const rigs: Rig[] = [];
  try {
    // One at a time: concurrent starts can pick the same free ports.
    for (let index = 0; index < count; index += 1) rigs.push(await startRig(`${name}-${index}`));
    return await work(rigs);
  } finally {
    await Promise.all(rigs.map((rig) => rig.stop()));
  }
}

/** Starts a rig, runs `work` on it and stops it. */
export async function withRig<Value>(name: string, work: (rig: Rig) => Promise<Value>): Promise<Value> {
  const rig = await startRig(name);
  try {
    return await work(rig);
  } finally {
    await rig.stop();
  }
}
