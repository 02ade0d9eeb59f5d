import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeNode } from '../node-version.ts';
import { projectRoot, scratchRoot } from '../paths.ts';
import { runCommand } from '../terminal.ts';

const resultsFile = `${scratchRoot}/test-results.json`;

// Runs every test, or those that the arguments name as Vitest's do, and closes with one line of counts.
await runCommand(async () => {
  console.log(`Testing on ${describeNode()}`);
  await mkdir(scratchRoot, { recursive: true });
  await rm(resultsFile, { force: true });
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  const exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const { passed, failed, total } = await readCounts();
  if (total === 0) console.error('No test ran.');
  console.log(`${passed} passed, ${failed} failed`);
  return total === 0 || failed > 0 ? exitCode || 1 : exitCode;
});

async function readCounts(): Promise<{ passed: number; failed: number; total: number }> {
  const text = await readFile(resultsFile, 'utf8').catch(() => '{}');
  const { numPassedTests = 0, numFailedTests = 0, numTotalTests = 0 } = JSON.parse(text);
  return { passed: numPassedTests, failed: numFailedTests, total: numTotalTests };
}
