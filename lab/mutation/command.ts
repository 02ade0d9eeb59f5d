import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { projectRoot, scratchRoot } from '../../local/paths.ts';
import { exitOnInterrupt, runCommand } from '../../local/terminal.ts';
import { reliability } from '../faults/report/document.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeParts } from '../report/measured-document.ts';
import { describePlanted, findPlantedBugs, readSearch, worst } from './planted-bugs.ts';
import { describeMutants, readMutants } from './report.ts';

// Runs mutation tests on the pure modules (stryker.config.json) and writes the survivors to
// docs/reliability.md. Takes 15 minutes. Exits with 1 when too many mutants survive.
// With --planted it lets the simulation look for the bugs in lab/mutation/planted instead, from three base
// seeds that it draws, and exits with 1 when one seed misses a bug. Names of bugs restrict it to those;
// --resume goes on with the seeds and results of a search that was interrupted or restricted.
const { values, positionals } = parseArgs({
  options: { planted: { type: 'boolean' }, resume: { type: 'boolean' } },
  allowPositionals: true,
});

await runCommand(async () => {
  exitOnInterrupt();
  return values.planted ? await lookForPlantedBugs() : await testMutants();
});

async function lookForPlantedBugs(): Promise<number> {
  const fresh = { seeds: Array.from({ length: 3 }, () => randomInt(2 ** 31)), results: {} };
  const search = values.resume ? await readSearch() : fresh;
  const { seeds } = search;
  console.log(`base seeds ${seeds.join(' ')}`);
  const bugs = await findPlantedBugs(search, positionals, ({ name, found }) => {
    console.log(`${name}: ${found.map((schedules) => schedules ?? 'not found').join(', ')}`);
  });
  const tables = describePlanted(bugs);
  console.log(`\n${tables}`);
  if (positionals.length === 0) {
    const text = `\`npm run test:mutation -- --planted\`, base seeds ${seeds.join(', ')}. ${measurementEnvironment()}\n\n${tables}`;
    await writeParts(reliability, new Map([['planted', text]]));
  }
  return bugs.every((bug) => worst(bug) !== null) ? 0 : 1;
}

async function testMutants(): Promise<number> {
  execFileSync(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  const mutants = readMutants(JSON.parse(await readFile(`${scratchRoot}/mutation.json`, 'utf8')));
  const { tables, enough } = describeMutants(mutants);
  console.log(`\n${tables}`);
  const text = `\`npm run test:mutation\`. ${measurementEnvironment()}\n\n${tables}`;
  await writeParts(reliability, new Map([['mutation', text]]));
  return enough ? 0 : 1;
}
