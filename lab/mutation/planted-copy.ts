import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { projectRoot, scratchRoot } from '../../local/paths.ts';

/** Where the patches are. */
const plantedRoot = join(projectRoot, 'lab/mutation/planted');

/** What the simulation of a copy needs. */
const copied = ['functions/src', 'functions/package.json', 'test/simulation', 'lab/faults', 'local', 'package.json'];

/** The names of all planted bugs: each is a patch of the functions. */
export async function plantedBugs(): Promise<string[]> {
  const files = await readdir(plantedRoot);
  return files
    .filter((file) => file.endsWith('.patch'))
    .map((file) => basename(file, '.patch'))
    .sort();
}

/** Makes a copy of the project with one planted bug and returns its folder. Throws when the patch does not apply. */
export async function copyWithBug(bug: string): Promise<string> {
  const folder = join(scratchRoot, 'planted', bug);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const path of copied) await cp(join(projectRoot, path), join(folder, path), { recursive: true });
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  applyPatch(folder, bug);
  return folder;
}

/**
 * Applies the patch of a bug to a copy of the project, or takes it back, and returns the files that it
 * changes. Throws when it does not fit.
 */
export function applyPatch(folder: string, bug: string, { reverse = false }: { reverse?: boolean } = {}): string[] {
  const patch = join(plantedRoot, `${bug}.patch`);
  // Otherwise git takes the copy for a part of the repository and skips files that it does not track.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, '..') };
  const options = { cwd: folder, env, encoding: 'utf8' } as const;
  const apply = ['apply', '-p0', ...(reverse ? ['--reverse'] : [])];
  const numbers = execFileSync('git', [...apply, '--numstat', patch], options);
  execFileSync('git', [...apply, patch], { ...options, stdio: 'pipe' });
  return numbers
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[2] ?? '');
}
