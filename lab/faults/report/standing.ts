import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { table } from '../../report/markdown-table.ts';

const runSchema = z.object({
  /** Also false when a test file could not be loaded. */
  success: z.boolean(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** Runs the fault tests of `npm test` and returns a table of the results. */
export async function runStanding(): Promise<{ tables: string; passed: boolean }> {
  const output = `${scratchRoot}/standing-faults.json`;
  await mkdir(scratchRoot, { recursive: true });
  // A result of an earlier run must not be taken for this one.
  await rm(output, { force: true });
  const startedAt = Date.now();
  await runVitest(['run', '--project', 'faults', '--reporter', 'json', '--outputFile', output]);
  const { success, testResults } = runSchema.parse(JSON.parse(await readFile(output, 'utf8')));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const rows = tests.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' '), status]);
  const passes = tests.filter(({ status }) => status === 'passed').length;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const summary = `${passes} of ${tests.length} passed in ${seconds} s.`;
  return { tables: `${summary}\n\n${table(['behaviour', 'result'], rows)}`, passed: success && passes > 0 };
}

/** Ignores the exit code: the result is in the output file, and reading a missing file throws. */
async function runVitest(args: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], { cwd: projectRoot }, () => resolve());
  });
}
