import { runCampaign } from './campaign.ts';
import type { TrialResult } from './report/schedules.ts';
import type { Rig } from './rig.ts';
import { shrink } from './shrink.ts';
import { knowledgeTrial, type Trial, tunebookTrial } from './trial.ts';

export type TrialName = 'knowledge' | 'tunebook';

export interface Choice {
  names: readonly TrialName[];
  seed: number;
  runs: number;
  untilBroken: boolean;
  /** Also looks for the smallest schedule with a violation. */
  shrink: boolean;
}

/** Runs a seed's schedules and prints each result, with a trace for violations. */
export async function trySchedules(rigs: readonly Rig[], choice: Choice): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  for (const name of choice.names) {
    const work = <Schedule>(trial: Trial<Schedule>) => tryTrial(rigs, name, trial, choice);
    results.push({ trial: name, ...(await withTrial(name, work)) });
  }
  return results;
}

async function tryTrial<Schedule>(rigs: readonly Rig[], name: TrialName, trial: Trial<Schedule>, choice: Choice) {
  const { seed, shrink } = choice;
  const result = await runCampaign(rigs, { ...choice, trial, onProgress: (line) => console.log(`${name} ${line}`) });
  const [rig] = rigs;
  for (const { index, violations, trace } of result.broken) {
    console.log(`\nVIOLATION: --trial ${name} --seed ${seed} --path ${index}`);
    console.log([...violations.map(({ kind, what }) => `  ${kind}: ${what}`), ...trace].join('\n'));
    if (shrink && rig !== undefined) await printShrunk(rig, name, seed, String(index));
  }
  return result;
}

/** Shrinks the schedule at a fast-check path and prints the result. Returns whether three runs had no violation. */
export async function printShrunk(rig: Rig, name: TrialName, seed: number, path: string): Promise<boolean> {
  return await withTrial(name, async (trial) => {
    const minimal = await shrink(rig, trial, seed, path);
    if (minimal === null) {
      console.log(`--trial ${name} --seed ${seed} --path ${path}: no violation in three runs.`);
      return true;
    }
    console.log(`Minimal: --trial ${name} --seed ${seed} --path ${minimal.path}`);
    console.log(minimal.result.violations.map(({ kind, what }) => `  ${kind}: ${what}`).join('\n'));
    console.log([...trial.describe(minimal.schedule), ...minimal.result.trace].join('\n'));
    return false;
  });
}

/** Calls `work` with a trial, whose schedules have their own type. */
async function withTrial<Value>(
  name: TrialName,
  work: <Schedule>(trial: Trial<Schedule>) => Promise<Value>,
): Promise<Value> {
  return name === 'knowledge' ? await work(knowledgeTrial) : await work(tunebookTrial);
}
