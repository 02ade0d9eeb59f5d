import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { projectRoot, scratchRoot } from '../../local/paths.ts';
import { exitOnInterrupt, runCommand } from '../../local/terminal.ts';
import { reliability } from '../faults/report/document.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeParts } from '../report/measured-document.ts';
import { describeMutants, readMutants } from './report.ts';

// Runs mutation tests on the pure modules (stryker.config.json) and writes the survivors to
// docs/reliability.md. Takes 15 minutes. Exits with 1 when too many mutants survive.
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
