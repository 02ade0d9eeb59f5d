import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { reliability } from '../../lab/faults/report/document.ts';
import { measurementEnvironment } from '../../lab/report/environment.ts';
import { table } from '../../lab/report/markdown-table.ts';
import { writeParts } from '../../lab/report/measured-document.ts';
import { scratchRoot } from '../../local/paths.ts';
import type { Tally } from './campaign.ts';
import { faults } from './engine/chance.ts';
import { transitions } from './transitions.ts';

const counts = z.record(z.string(), z.number());

const runSchema = z.object({
  seed: z.number(),
  tally: z.object({
    schedules: z.number(),
    steps: z.number(),
    faults: z.number(),
    instances: z.number(),
    eventful: z.number(),
    violations: z.number(),
    knownViolations: z.number(),
    incidents: counts,
    transitions: counts,
  }),
});

type Run = z.infer<typeof runSchema>;

/** Every run that was recorded, one a line: a long run is the sum of short ones with seeds of their own. */
const recordFile = join(scratchRoot, 'simulated.jsonl');

/** Adds a run to those recorded before, and writes their sum to docs/reliability.md. */
export async function recordRun(seed: number, tally: Tally): Promise<void> {
  await mkdir(scratchRoot, { recursive: true });
  await appendFile(recordFile, `${JSON.stringify({ seed, tally })}\n`);
  const lines = (await readFile(recordFile, 'utf8')).trim().split('\n');
  const runs = lines.map((line) => runSchema.parse(JSON.parse(line)));
  await writeParts(reliability, new Map([['simulation', describeRuns(runs)]]));
}

/** The sum of all runs, with a table of transitions and one of faults. */
function describeRuns(runs: readonly Run[]): string {
  const sum = (of: (tally: Run['tally']) => number) => runs.reduce((total, { tally }) => total + of(tally), 0);
  const schedules = sum((tally) => tally.schedules);
  const mean = (of: (tally: Run['tally']) => number) => (sum(of) / schedules).toFixed(1);
  const share = ((100 * sum(({ eventful }) => eventful)) / schedules).toFixed(0);
  const rows = (names: readonly string[], of: (tally: Run['tally']) => Readonly<Record<string, number>>) =>
    names
      .map((name) => ({ name, times: sum((tally) => of(tally)[name] ?? 0) }))
      .toSorted((one, other) => other.times - one.times)
      .map(({ name, times }) => [name, times === 0 ? '**never**' : `${times}`]);
  return [
    `\`npm run simulate -- --record\`, ${runs.length} runs with seeds of their own. ${measurementEnvironment()}`,
    `${schedules} schedules: ${sum(({ violations }) => violations)} broke a promise, ${sum(({ knownViolations }) => knownViolations)} hold a known failure. A schedule has ${mean(({ steps }) => steps)} steps, ${mean((tally) => tally.faults)} faults and ${mean(({ instances }) => instances)} instances on average; ${share} % have two instances and a fault.`,
    table(
      ['transition', 'times met'],
      rows(transitions, (tally) => tally.transitions),
    ),
    table(
      ['fault', 'times met'],
      rows(faults, (tally) => tally.incidents),
    ),
  ].join('\n\n');
}
