import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from '../functions/src/shared/error-code.ts';
import { projectRoot } from '../local/paths.ts';

/** Copies the working tree without ignored files. */
export async function copyProject(folder: string): Promise<void> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: projectRoot, maxBuffer: 16_000_000 });
  for (const file of stdout.split('\0').filter(Boolean)) {
    // Git also lists files whose deletion is not committed.
    await cp(`${projectRoot}/${file}`, `${folder}/${file}`).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }
}
