import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject } from '../copy-project.ts';
import { startBusyLoops } from './busy-loop.ts';
import { type FailedTest, readFailures } from './failures.ts';

/** One run of the test command. */
export interface Run {
  /** Counts from 1. */
  number: number;
  /** Whether it ran beside a busy loop on every core. */
  loaded: boolean;
  seconds: number;
  passed: boolean;
  failures: readonly FailedTest[];
}

/**
 * Runs `npm test` in a fresh copy of the working tree, with freshly installed dependencies.
 *
 * @param args arguments for Vitest.
 * @param logFile keeps what the run prints.
 */
export async function runInCopy(
  { number, loaded }: Pick<Run, 'number' | 'loaded'>,
  args: readonly string[],
  logFile: string,
): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'reelsync-repeat-'));
  const endLoad = loaded ? startBusyLoops() : () => {};
  const started = performance.now();
  try {
    await copyProject(folder);
    const exitCode = await npmTest(folder, args, logFile);
    const report = await readFile(join(folder, '.tmp/test-results.json'), 'utf8').catch(() => null);
    const seconds = (performance.now() - started) / 1000;
    return { number, loaded, seconds, passed: exitCode === 0, failures: readFailures(report, folder) };
  } finally {
    endLoad();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function npmTest(folder: string, args: readonly string[], logFile: string): Promise<number> {
  const child = spawn('npm', ['test', '--', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.off('exit', end);
  log.end();
  return code ?? 1;
}
