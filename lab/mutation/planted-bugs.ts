import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { projectRoot } from '../../local/paths.ts';
import { table } from '../report/markdown-table.ts';
import { copyWithBug, plantedBugs } from './planted-copy.ts';

const run = promisify(execFile);

/** Schedules tried for each bug and base seed, and for each bug without faults. */
const schedules = 100_000;
const calmSchedules = 2_000;

const brokenSchema = z.array(z.object({ schedule: z.int(), seed: z.number(), promise: z.string() }));

type Broken = z.infer<typeof brokenSchema>[number];

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

/** Looks for every planted bug, or those named, from each base seed. Calls `report` after each bug. */
export async function findPlantedBugs(
  { seeds, only }: { seeds: readonly number[]; only: readonly string[] },
  report: (bug: PlantedBug) => void,
): Promise<PlantedBug[]> {
  const bugs: PlantedBug[] = [];
  for (const name of (await plantedBugs()).filter((bug) => only.length === 0 || only.includes(bug))) {
    const folder = await copyWithBug(name);
    const [calmSeed = 0] = seeds;
    const calm = await firstBroken(folder, ['--calm', '--schedules', `${calmSchedules}`, '--seed', `${calmSeed}`]);
    const results = [];
    for (const seed of seeds) {
      results.push(await firstBroken(folder, ['--schedules', `${schedules}`, '--seed', `${seed}`]));
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
  return table(
    ['planted bug', 'schedules until found, worst of three', 'first broken promise', 'found without faults'],
    rows,
  );
}

/** The first schedule that breaks a promise with the bug and not without it; null when none does. */
async function firstBroken(folder: string, options: readonly string[]): Promise<Broken | null> {
  const script = join(folder, 'test/simulation/first-broken.ts');
  const workers = ['--workers', `${availableParallelism()}`];
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...options, ...workers], { cwd: folder });
  for (const broken of brokenSchema.parse(JSON.parse(stdout))) {
    if (!(await breaksWithoutBug(broken, options.includes('--calm')))) return broken;
  }
  return null;
}

/** A promise that breaks without the bug, too, does not count as a find. */
async function breaksWithoutBug({ seed, promise }: Broken, calm: boolean): Promise<boolean> {
  const script = join(projectRoot, 'test/simulation/broken-promises.ts');
  const options = calm ? [`${seed}`, '--calm'] : [`${seed}`];
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...options], { cwd: projectRoot });
  return z.array(z.string()).parse(JSON.parse(stdout)).includes(promise);
}
