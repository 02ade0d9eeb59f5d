import { parseArgs } from 'node:util';
import { type CampaignResult, runCampaign, withRigs } from './campaign.ts';
import { findMinimal } from './minimal-trace.ts';
import type { Rig } from './rig.ts';
import { knowledgeTrial, type Trial, tunebookTrial } from './trial.ts';

const { values } = parseArgs({
  options: {
    trial: { type: 'string', default: 'both' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '20' },
    rigs: { type: 'string', default: '2' },
    path: { type: 'string' },
    'until-broken': { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const seed = Number(values.seed);

const results = await withRigs(Number(values.rigs), 'faults', async (rigs) => {
  const found: CampaignResult[] = [];
  if (values.trial !== 'tunebook') found.push(...(await tryAll(rigs, 'knowledge', knowledgeTrial)));
  if (values.trial !== 'knowledge') found.push(...(await tryAll(rigs, 'tunebook', tunebookTrial)));
  return found;
});
for (const { broken, ...result } of results) console.log({ ...result, broken: broken.length });
process.exit(results.some(({ broken, leaks }) => broken.length + leaks.length > 0) ? 1 : 0);

async function tryAll<Schedule>(rigs: readonly Rig[], name: string, trial: Trial<Schedule>): Promise<CampaignResult[]> {
  const [first] = rigs;
  if (first === undefined) return [];
  if (values.path !== undefined) {
    await printMinimal(first, name, trial, values.path);
    return [];
  }
  const onProgress = (line: string) => console.log(`${name} ${line}`);
  const options = { trial, seed, runs: Number(values.runs), untilBroken: values['until-broken'], onProgress };
  const result = await runCampaign(rigs, options);
  for (const { place, violations, trace } of result.broken) {
    console.log(`\nBROKEN: --trial ${name} --seed ${seed} --path ${place}`);
    console.log([...violations.map(({ kind, what }) => `  ${kind}: ${what}`), ...trace].join('\n'));
    if (values.shrink) await printMinimal(first, name, trial, String(place));
  }
  return [result];
}

async function printMinimal<Schedule>(rig: Rig, name: string, trial: Trial<Schedule>, path: string): Promise<void> {
  const minimal = await findMinimal(rig, trial, seed, path);
  if (minimal === null) return console.log(`--trial ${name} --seed ${seed} --path ${path}: kept each of three times.`);
  console.log(`Minimal: --trial ${name} --seed ${seed} --path ${minimal.path}`);
  console.log(minimal.result.violations.map(({ kind, what }) => `  ${kind}: ${what}`).join('\n'));
  console.log([...trial.describe(minimal.schedule), ...minimal.result.trace].join('\n'));
}
