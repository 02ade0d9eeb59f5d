import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { projectRoot, scratchRoot } from '../../local/paths.ts';
import { exitOnInterrupt, runCommand } from '../../local/terminal.ts';
import { reliability } from '../faults/report/document.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeParts } from '../report/measured-document.ts';
import { describeMutants, readMutants } from './report.ts';

// Mutates the engines' pure part (stryker.config.json), and writes what the unit tests let pass into
// docs/reliability.md. Takes a quarter of an hour. Ends with 1 when too many survive.
await runCommand(async () => {
  exitOnInterrupt();
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
});
