import { parseArgs } from 'node:util';
import { exitOnInterrupt, runCommand } from '../../local/terminal.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeParts } from '../report/measured-document.ts';
import { isWithinLimit, measureMemory } from './memory-limits.ts';
import { reliability } from './report/document.ts';
import { describeMemory } from './report/memory.ts';
import { runStanding } from './report/standing.ts';
import { withRig } from './rig.ts';

// Runs the fault tests of `npm test`, or with --sizes the memory measurements. --report writes the results
// to docs/reliability.md.
await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({ options: { sizes: { type: 'boolean' }, report: { type: 'boolean' } } });
  const part = values.sizes ? 'sizes' : 'standing';
  const { tables, passed } = values.sizes ? await sizes() : await runStanding();
  console.log(`\n${tables}`);
  if (values.report) {
    const command = `\`npm run test:faults${values.sizes ? ' -- --sizes' : ''}\``;
    await writeParts(reliability, new Map([[part, `${command}. ${measurementEnvironment()}\n\n${tables}`]]));
    console.log(`\nWritten to ${reliability.path}.`);
  }
  return passed ? 0 : 1;
});

async function sizes(): Promise<{ tables: string; passed: boolean }> {
  const results = await withRig('sizes', (rig) => measureMemory(rig, console.log));
  return { tables: describeMemory(results), passed: results.every(isWithinLimit) };
}
