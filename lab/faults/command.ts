import { parseArgs } from 'node:util';
import { exitOnInterrupt, runCommand, UsageError } from '../../local/terminal.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeParts } from '../report/measured-document.ts';
import { withRig, withRigs } from './campaign.ts';
import { isWithinLimit, measureMemory } from './memory-limits.ts';
import { reliability } from './report/document.ts';
import { describeMemory } from './report/memory.ts';
import { describeCampaign } from './report/schedules.ts';
import { runStanding } from './report/standing.ts';
import { type Choice, printShrunk, type TrialName, trySchedules } from './try-schedules.ts';

interface Outcome {
  part: 'schedules' | 'standing' | 'sizes';
  /** The options of `npm run test:faults` that repeat it. */
  options: string;
  tables: string;
  passed: boolean;
}

// Runs random schedules, with --standing the fault tests of `npm test`, or with --sizes the memory
// measurements. --report writes the results to docs/reliability.md.
await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({
    options: {
      trial: { type: 'string', default: 'both' },
      seed: { type: 'string' },
      runs: { type: 'string', default: '20' },
      rigs: { type: 'string', default: '2' },
      path: { type: 'string' },
      'until-broken': { type: 'boolean', default: false },
      shrink: { type: 'boolean', default: true },
      standing: { type: 'boolean', default: false },
      sizes: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  const { path, shrink } = values;
  const names = trialNames(values.trial);
  const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000));
  if (path !== undefined) {
    if (values.seed === undefined)
      throw new UsageError("--path needs a --seed: it selects one of the seed's schedules.");
    const passed = await withRig('faults', async (rig) => {
      const found: boolean[] = [];
      for (const name of names) found.push(await printShrunk(rig, name, seed, path));
      return found.every(Boolean);
    });
    return passed ? 0 : 1;
  }
  const runs = wholeNumber('runs', values.runs);
  const schedules = { names, seed, runs, untilBroken: values['until-broken'], shrink };
  const rigs = wholeNumber('rigs', values.rigs);
  const outcome = values.standing ? await standing() : values.sizes ? await sizes() : await campaign(schedules, rigs);
  console.log(`\n${outcome.tables}`);
  if (values.report) {
    const command = `\`npm run test:faults -- ${outcome.options}\``;
    await writeParts(
      reliability,
      new Map([[outcome.part, `${command}. ${measurementEnvironment()}\n\n${outcome.tables}`]]),
    );
    console.log(`\nWritten to ${reliability.path}.`);
  }
  return outcome.passed ? 0 : 1;
});

async function campaign(schedules: Choice, rigs: number): Promise<Outcome> {
  const { names, seed, runs } = schedules;
  console.log(`Seed ${seed}`);
  const results = await withRigs(rigs, 'faults', (started) => trySchedules(started, schedules));
  return {
    part: 'schedules',
    options: `${names.length === 1 ? `--trial ${names[0]} ` : ''}--seed ${seed} --runs ${runs} --rigs ${rigs}`,
    tables: describeCampaign(results),
    passed: results.every(({ broken, leaks }) => broken.length + leaks.length === 0),
  };
}

async function standing(): Promise<Outcome> {
  return { part: 'standing', options: '--standing', ...(await runStanding()) };
}

async function sizes(): Promise<Outcome> {
  const results = await withRig('sizes', (rig) => measureMemory(rig, console.log));
  return {
    part: 'sizes',
    options: '--sizes',
    tables: describeMemory(results),
    passed: results.every(isWithinLimit),
  };
}

function trialNames(choice: string): TrialName[] {
  if (choice === 'both') return ['knowledge', 'tunebook'];
  if (choice === 'knowledge' || choice === 'tunebook') return [choice];
  throw new UsageError(`Unknown trial "${choice}". Use knowledge, tunebook or both.`);
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option} takes a whole number, not "${text}".`);
  return Number(text);
}
