import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { projectRoot, scratchRoot } from '../../local/paths.ts';
import { UsageError } from '../../local/terminal.ts';
import { table } from '../report/markdown-table.ts';
import { copyWithBug, plantedBugs } from './planted-copy.ts';

const run = promisify(execFile);

/** Schedules tried for each bug and base seed, and for each bug without faults. */
const schedules = 100_000;
const calmSchedules = 2_000;

const brokenSchema = z.object({ schedule: z.int(), seed: z.number(), promise: z.string() });

type Broken = z.infer<typeof brokenSchema>;

const searchSchema = z.object({ seeds: z.array(z.number()), results: z.record(z.string(), brokenSchema.nullable()) });

/** Base seeds, and what came of each bug and seed so far. */
export type Search = z.infer<typeof searchSchema>;

const searchFile = join(scratchRoot, 'planted-bugs.json');

/** The search that was interrupted. Throws when no search was interrupted. */
export async function readSearch(): Promise<Search> {
  return searchSchema.parse(JSON.parse(await readFile(searchFile, 'utf8')));
}

/** The result of the search for a planted bug. */
export interface PlantedBug {
  name: string;
  /** Schedules until it was found, from each base seed; null when it was not found. */
  found: (number | null)[];
  /** The promise that it broke first. */
  promise: string | null;
  /** Found without faults and with one instance. */
  foundCalm: boolean;
}

/**
 * Looks for every planted bug, or those named, from each base seed, unless the search knows the result. Calls
 * `report` after each bug, and keeps what it finds for `readSearch`.
 *
 * @throws UsageError for a name that no planted bug has.
 */
export async function findPlantedBugs(
  { seeds, results: known }: Search,
  only: readonly string[],
  report: (bug: PlantedBug) => void,
): Promise<PlantedBug[]> {
  const bugs: PlantedBug[] = [];
  const look = async (name: string, folder: string, options: readonly string[]) => {
    const key = [name, ...options].join(' ');
    const result = known[key] === undefined ? await firstBroken(folder, options) : known[key];
    known[key] = result;
    await writeFile(searchFile, JSON.stringify({ seeds, results: known }));
    return result;
  };
  const all = await plantedBugs();
  const unknown = only.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`No planted bug is named ${unknown.join(', ')}. There are ${all.join(', ')}.`);
  for (const name of all.filter((bug) => only.length === 0 || only.includes(bug))) {
    const folder = await copyWithBug(name);
    const [calmSeed = 0] = seeds;
    const calm = await look(name, folder, ['--calm', '--schedules', `${calmSchedules}`, '--seed', `${calmSeed}`]);
    const results = [];
    for (const seed of seeds) {
      results.push(await look(name, folder, ['--schedules', `${schedules}`, '--seed', `${seed}`]));
    }
    const found = results.map((result) => (result === null ? null : result.schedule + 1));
    const bug = { name, found, promise: results[0]?.promise ?? null, foundCalm: calm !== null };
    report(bug);
    bugs.push(bug);
    await rm(folder, { recursive: true, force: true });
  }
  return bugs;
}

/** The schedules that the slowest of the base seeds needed; null when one did not find the bug. */
export function worst({ found }: PlantedBug): number | null {
  return found.reduce<number | null>((most, one) => (most === null || one === null ? null : Math.max(most, one)), 0);
}

/** The table of all planted bugs, the hardest first. */
export function describePlanted(bugs: readonly PlantedBug[]): string {
  const rank = (bug: PlantedBug) => worst(bug) ?? Number.POSITIVE_INFINITY;
  const rows = [...bugs]
    .sort((one, other) => rank(other) - rank(one))
    .map((bug) => [bug.name, `${worst(bug) ?? 'not found'}`, bug.promise ?? '', bug.foundCalm ? 'yes' : 'no']);
  const found = bugs.filter((bug) => worst(bug) !== null).length;
  const hidden = bugs.filter(({ foundCalm }) => !foundCalm).length;
  const summary = `${found} of ${bugs.length} planted bugs were found within ${schedules} schedules from each base seed. ${hidden} of them are not found in ${calmSchedules} schedules without faults and with one instance.`;
  const header = [
    'planted bug',
    'schedules until found, worst of three',
    'first broken promise',
    'found without faults',
  ];
  return `${summary}\n\n${table(header, rows)}`;
}

/** The first schedule that breaks a promise with the bug and not without it; null when none does. */
async function firstBroken(folder: string, options: readonly string[]): Promise<Broken | null> {
  const script = join(folder, 'test/simulation/first-broken.ts');
  const workers = ['--workers', `${availableParallelism()}`];
  const stdout = await output(folder, [script, ...options, ...workers]);
  for (const broken of z.array(brokenSchema).parse(JSON.parse(stdout))) {
    if (!(await breaksWithoutBug(broken, options.includes('--calm')))) return broken;
  }
  return null;
}

/** A promise that breaks without the bug, too, does not count as a find. */
async function breaksWithoutBug({ seed, promise }: Broken, calm: boolean): Promise<boolean> {
  const script = join(projectRoot, 'test/simulation/broken-promises.ts');
  const options = calm ? [`${seed}`, '--calm'] : [`${seed}`];
  const stdout = await output(projectRoot, [script, ...options]);
  return z.array(z.string()).parse(JSON.parse(stdout)).includes(promise);
}

/** Runs a script in a folder and returns what it prints. The script ends with this process. */
async function output(folder: string, script: readonly string[]): Promise<string> {
  const running = run(process.execPath, ['--import', 'tsx', ...script], { cwd: folder });
  const stop = () => running.child.kill();
  process.once('exit', stop);
  const { stdout } = await running;
  process.removeListener('exit', stop);
  return stdout;
}
