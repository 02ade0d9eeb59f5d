import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { table } from '../../report/markdown-table.ts';

const runSchema = z.object({
  /** False also when a file of tests could not be loaded. */
  success: z.boolean(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** Runs the fault tests that every test run holds. Resolves with a table of them, and whether all passed. */
export async function runStanding(): Promise<{ tables: string; kept: boolean }> {
  const output = `${scratchRoot}/standing-faults.json`;
  await mkdir(scratchRoot, { recursive: true });
  // What an earlier run left must not pass for this one's.
  await rm(output, { force: true });
  const begun = Date.now();
  await runVitest(['run', '--project', 'faults', '--reporter', 'json', '--outputFile', output]);
  const { success, testResults } = runSchema.parse(JSON.parse(await readFile(output, 'utf8')));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const rows = tests.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' '), status]);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const seconds = Math.round((Date.now() - begun) / 1000);
  const summary = `${passed} of ${tests.length} passed, in ${seconds} s.`;
  return { tables: `${summary}\n\n${table(['behaviour', 'result'], rows)}`, kept: success && passed > 0 };
}

/** Whether it succeeded stands in its output; when there is none, reading it says so. */
async function runVitest(args: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], { cwd: projectRoot }, () => resolve());
  });
}
