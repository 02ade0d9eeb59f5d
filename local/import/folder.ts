import { readdir } from 'node:fs/promises';
import { basename, extname, resolve, sep } from 'node:path';
import { UsageError } from '../terminal.ts';
import { draftExtensions } from './draft-file.ts';

/** A folder whose files become knowledge documents. */
export interface ImportFolder {
  /** Absolute. */
  root: string;
  /** Below the root, with `/` between the parts, in order. */
  paths: string[];
}

/**
 * Finds the `.md` and `.txt` files of a folder and the folders in it. Hidden ones, `node_modules`
 * and symbolic links are passed over.
 *
 * @throws UsageError when the folder cannot be read or holds no such file.
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
      else if (entry.isFile() && isDraft(name)) paths.push(`${below}${name}`);
    }
  };
  try {
    await visit('');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') throw new UsageError(`There is no folder ${folder}.`);
    if (code === 'ENOTDIR') throw new UsageError(`${folder} is a file. Name the folder that it is in.`);
    // Half a listing would make the rest look deleted.
    throw new UsageError(`The folder ${folder} cannot be read whole (${String(code)}). Nothing was changed.`);
  }
  if (paths.length === 0) throw new UsageError(`There is no .md or .txt file in ${folder}. Nothing was changed.`);
  return { root, paths: paths.sort() };
}

/** The name of an import that is given none: that of its folder. */
export function importName(folder: string): string {
  return basename(resolve(folder)) || 'root';
}

function isDraft(name: string): boolean {
  return draftExtensions.some((extension) => extension === extname(name).toLowerCase());
}
