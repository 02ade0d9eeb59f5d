import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { scratchRoot } from '../../local/paths.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../../local/terminal.ts';
import { describeRun, describeRuns } from './describe.ts';
import { type Run, runInCopy } from './run.ts';

const usage = `  npm run test:repeat -- --runs 10 --loaded 5
  npm run test:repeat -- --runs 20 -- --project unit test/unit/stub`;

// Repeats npm test in fresh copies, the last ones beside a busy loop on every core, and lists every
// test that ever failed. Arguments after a second -- are those of Vitest.
await runCommand(async () => {
  exitOnInterrupt();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '10' }, loaded: { type: 'string', default: '5' } },
  });
  const count = wholeNumber('runs', values.runs);
  const loaded = Math.min(wholeNumber('loaded', values.loaded), count);
  const logs = `${scratchRoot}/repeat`;
  await mkdir(logs, { recursive: true });
  const runs: Run[] = [];
  for (let number = 1; number <= count; number += 1) {
    const run = await runInCopy({ number, loaded: number > count - loaded }, positionals, `${logs}/run-${number}.log`);
    runs.push(run);
    console.log(describeRun(run));
  }
  console.log(`\n${describeRuns(runs)}\nWhat the runs printed: ${logs}`);
  return runs.every(({ passed }) => passed) ? 0 : 1;
});

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new UsageError(`--${option} takes a whole number, not "${text}":\n${usage}`);
  return Number(text);
}
