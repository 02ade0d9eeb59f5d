import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';

/** The memory of one process, as Linux counts it (proc(5)). */
export interface ProcessMemory {
  /** Forgets the peak so far. */
  restart(): Promise<void>;
  /** The largest resident set since then, in MiB. */
  peakMiB(): Promise<number>;
}

/** The process that runs the functions of a staged folder was not found. */
class NoProcessError extends Error {
  override readonly name = 'NoProcessError';
}

/** The memory of the process that runs the functions staged in a folder. Throws NoProcessError. */
export async function functionsMemory(folder: string): Promise<ProcessMemory> {
  const pid = await findRunner(folder);
  return {
    restart: () => writeFile(`/proc/${pid}/clear_refs`, '5'),
    async peakMiB() {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
    },
  };
}

async function findRunner(folder: string): Promise<string> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [command, directory] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
    ]);
    if (command.includes('runner-node') && directory === folder) return pid;
  }
  throw new NoProcessError(`No process runs the functions of ${folder}.`);
}
