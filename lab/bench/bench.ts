import { parseArgs } from 'node:util';
import { exitOnInterrupt, runCommand, UsageError } from '../../local/terminal.ts';
import { measurementEnvironment } from '../report/environment.ts';
import { writeBetweenMarkers, writeParts } from '../report/measured-document.ts';
import { benchmarks, parts } from './document.ts';
import type { Part } from './part.ts';

// Measures all parts, or those named by --only, and writes their tables to docs/benchmarks.md or the document that a part names.
await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
  const chosen = values.only === undefined ? parts : choose(values.only.split(','));
  const measured = new Map<string, string>();
  for (const part of chosen) {
    const started = Date.now();
    console.log(`\n${part.title}`);
    const tables = await part.measure({ quick: values.quick, onProgress: (text) => console.log(`  ${text}`) });
    const body = `${measurementEnvironment()}\n\n${tables}`;
    console.log(`\n${tables}\n\n  ${((Date.now() - started) / 1000).toFixed(0)} s`);
    // After each part, so that a later failure loses nothing.
    if (values.quick) continue;
    if (part.document !== undefined) await writeBetweenMarkers(part.document, part.name, body);
    else await writeParts(benchmarks, measured.set(part.name, body));
  }
  console.log(
    values.quick
      ? '\nQuick run: nothing was written.'
      : `\nWritten to ${[...new Set(chosen.map(({ document }) => document ?? benchmarks.path))].join(' and ')}.`,
  );
  return 0;
});

function choose(names: readonly string[]): Part[] {
  return names.map((name) => {
    const part = parts.find((known) => known.name === name.trim());
    if (part !== undefined) return part;
    throw new UsageError(`Unknown part "${name}". Parts: ${parts.map(({ name: known }) => known).join(', ')}.`);
  });
}
