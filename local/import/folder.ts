import { readdir } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { draftFileNameProblem } from '../../functions/src/shared/draft-file.ts';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { UsageError } from '../terminal.ts';

/** The files of a folder that can be imported. */
export interface ImportFolder {
  /** Absolute path. */
  root: string;
  /** Relative to the root, separated by `/`, sorted. */
  paths: string[];
}

/**
 * Finds the `.md` and `.txt` files in a folder and its subfolders. Skips hidden entries,
 * `node_modules` and symbolic links.
 *
 * @throws UsageError when the folder cannot be read or has no such file.
 */
export async function readImportFolder(folder: string): Promise<ImportFolder> {
  const root = resolve(folder);
  const paths: string[] = [];
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(`${root}${sep}${below}`, { withFileTypes: true });
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith('.') || name === 'node_modules') continue;
      if (entry.isDirectory()) await visit(`${below}${name}/`);
      else if (entry.isFile() && draftFileNameProblem(name) === null) paths.push(`${below}${name}`);
    }
  };
  try {
    await visit('');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') throw new UsageError(`The folder ${folder} does not exist.`);
    if (code === 'ENOTDIR') throw new UsageError(`${folder} is a file. Name the folder that contains it.`);
    // With an incomplete listing, --prune would delete the documents of the files that are missing from it.
    throw new UsageError(`Part of the folder ${folder} cannot be read (${String(code)}). Nothing was changed.`);
  }
  if (paths.length === 0) throw new UsageError(`${folder} has no .md or .txt files. Nothing was changed.`);
  return { root, paths: paths.sort() };
}

/** The default name of an import: the folder's own name. */
export function importName(folder: string): string {
  return basename(resolve(folder)) || 'root';
}
