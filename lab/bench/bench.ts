import { parseArgs } from 'node:util';
import { exitOnInterrupt, runCommand, UsageError } from '../../local/terminal.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeParts } from '../report/measured-document.ts';
import { benchmarks, parts } from './document.ts';
import type { Part } from './part.ts';

// Measures all parts, or those named by --only, and writes their tables to docs/benchmarks.md.
await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
  const chosen = values.only === undefined ? parts : choose(values.only.split(','));
  const measured = new Map<string, string>();
  for (const part of chosen) {
    const started = Date.now();
    console.log(`\n${part.title}`);
    const tables = await part.measure({ quick: values.quick, onProgress: (text) => console.log(`  ${text}`) });
    measured.set(part.name, `${measurementEnvironment()}\n\n${tables}`);
    console.log(`\n${tables}\n\n  ${((Date.now() - started) / 1000).toFixed(0)} s`);
    // After each part, so that a later failure loses nothing.
    if (!values.quick) await writeParts(benchmarks, measured);
  }
  console.log(values.quick ? '\nQuick run: nothing was written.' : '\nWritten to docs/benchmarks.md.');
  return 0;
});

function choose(names: readonly string[]): Part[] {
  return names.map((name) => {
    const part = parts.find((known) => known.name === name.trim());
    if (part !== undefined) return part;
    throw new UsageError(`Unknown part "${name}". Parts: ${parts.map(({ name: known }) => known).join(', ')}.`);
  });
}
