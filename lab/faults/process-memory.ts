import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';

/** The memory of one process, from Linux's /proc (proc(5)). */
export interface ProcessMemory {
  /** Resets the peak. */
  reset(): Promise<void>;
  /** The largest resident set since the last reset. */
  peakMiB(): Promise<number>;
}

class ProcessNotFoundError extends Error {
  override readonly name = 'ProcessNotFoundError';
}

/** Finds the process that runs the functions staged in a folder. Throws ProcessNotFoundError. */
export async function functionsMemory(folder: string): Promise<ProcessMemory> {
  const pid = await findRunner(folder);
  return {
    reset: () => writeFile(`/proc/${pid}/clear_refs`, '5'),
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
  throw new ProcessNotFoundError(`No process runs the functions of ${folder}.`);
}
