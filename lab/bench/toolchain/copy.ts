import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from '../../../functions/src/shared/error-code.ts';
import { projectRoot } from '../../../local/paths.ts';

/** Copies the project as it stands, without anything that git ignores, into a folder. */
export async function copyProject(folder: string): Promise<void> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: projectRoot, maxBuffer: 16_000_000 });
  for (const file of stdout.split('\0').filter(Boolean)) {
    // A file that was deleted and not yet committed is listed all the same.
    await cp(`${projectRoot}/${file}`, `${folder}/${file}`).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }
}
