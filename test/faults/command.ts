import { parseArgs } from 'node:util';
import { runCampaign, withRigs } from './campaign.ts';
import { findMinimal } from './minimal-trace.ts';

const { values } = parseArgs({
  options: {
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
const onProgress = (line: string) => console.log(line);

if (values.path !== undefined) {
  await printMinimal(values.path);
} else {
  const begun = Date.now();
  const options = {
    seed,
    runs: Number(values.runs),
    rigs: Number(values.rigs),
    name: 'faults',
    untilBroken: values['until-broken'],
    onProgress,
  };
  const result = await runCampaign(options);
  for (const { place, violations, trace } of result.broken) {
    console.log(`\nBROKEN: --seed ${seed} --path ${place}`);
    console.log(violations.map(({ kind, what }) => `  ${kind}: ${what}`).join('\n'));
    console.log(trace.join('\n'));
    if (values.shrink) await printMinimal(String(place));
  }
  console.log({ ...result, broken: result.broken.length, seconds: (Date.now() - begun) / 1000 });
}
process.exit(0);

async function printMinimal(path: string): Promise<void> {
  const minimal = await withRigs(1, 'faults', ([rig]) =>
    rig === undefined ? Promise.resolve(null) : findMinimal(rig, seed, path),
  );
  if (minimal === null) return console.log(`--seed ${seed} --path ${path}: kept each of three times.`);
  console.log(`Minimal: --seed ${seed} --path ${minimal.path}`);
  console.log(minimal.result.violations.map(({ kind, what }) => `  ${kind}: ${what}`).join('\n'));
  console.log(minimal.steps.map((step) => JSON.stringify(step)).join('\n'));
  console.log(minimal.result.trace.join('\n'));
}
