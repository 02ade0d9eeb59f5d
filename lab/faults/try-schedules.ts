import { runCampaign } from './campaign.ts';
import type { TrialResult } from './report/schedules.ts';
import type { Rig } from './rig.ts';
import { shrink } from './shrink.ts';
import { knowledgeTrial, type Trial, tunebookTrial } from './trial.ts';

/** The trials, as the command names them. */
export type TrialName = 'knowledge' | 'tunebook';

/** Which schedules are tried, and what is done with one that broke a promise. */
export interface Choice {
  names: readonly TrialName[];
  seed: number;
  runs: number;
  untilBroken: boolean;
  /** Looks for the smallest schedule that still breaks it. */
  shrink: boolean;
}

/** Tries the schedules of a seed, and prints each, with its trace where it broke a promise. */
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
  for (const { place, violations, trace } of result.broken) {
    console.log(`\nBROKEN: --trial ${name} --seed ${seed} --path ${place}`);
    console.log([...violations.map(({ kind, what }) => `  ${kind}: ${what}`), ...trace].join('\n'));
    if (shrink && rig !== undefined) await printShrunk(rig, name, seed, String(place));
  }
  return result;
}

/**
 * Prints the smallest schedule found that still breaks a promise, from the one at a fast-check path of
 * a seed. True when none does.
 */
export async function printShrunk(rig: Rig, name: TrialName, seed: number, path: string): Promise<boolean> {
  return await withTrial(name, async (trial) => {
    const minimal = await shrink(rig, trial, seed, path);
    if (minimal === null) {
      console.log(`--trial ${name} --seed ${seed} --path ${path}: kept each of three times.`);
      return true;
    }
    console.log(`Minimal: --trial ${name} --seed ${seed} --path ${minimal.path}`);
    console.log(minimal.result.violations.map(({ kind, what }) => `  ${kind}: ${what}`).join('\n'));
    console.log([...trial.describe(minimal.schedule), ...minimal.result.trace].join('\n'));
    return false;
  });
}

/** Each trial has schedules of its own type. */
async function withTrial<Value>(
  name: TrialName,
  work: <Schedule>(trial: Trial<Schedule>) => Promise<Value>,
): Promise<Value> {
  return name === 'knowledge' ? await work(knowledgeTrial) : await work(tunebookTrial);
}
