import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ownGroup, signalGroup } from '../emulator/child.ts';
import { projectRoot, scratchRoot } from '../paths.ts';
import { untilInterrupted } from '../terminal.ts';

const resultsSchema = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });

/**
 * Runs Vitest, prints a last line of counts, and returns the exit code, which is 1 when no test ran.
 *
 * @param env is added to the environment of this process.
 */
export async function runTests(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const resultsFile = `${scratchRoot}/test-results.json`;
  await mkdir(scratchRoot, { recursive: true });
  await rm(resultsFile, { force: true });
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: ownGroup,
  });
  let interrupted = false;
  void untilInterrupted().then(() => {
    interrupted = true;
    // Told alone, Vitest would leave its workers behind.
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGTERM');
  });
  const exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  if (interrupted) return 130;
  const { numPassedTests, numFailedTests } = await readResults(resultsFile);
  const total = numPassedTests + numFailedTests;
  if (total === 0) console.error('No test ran.');
  console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
  return total === 0 || numFailedTests > 0 ? exitCode || 1 : exitCode;
}

async function readResults(path: string): Promise<z.infer<typeof resultsSchema>> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? { numPassedTests: 0, numFailedTests: 0 } : resultsSchema.parse(JSON.parse(text));
}
