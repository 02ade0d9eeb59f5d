import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { table } from '../../support/markdown-table.ts';

const runSchema = z.object({
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
  await runVitest(['run', '--project', 'faults', '--reporter', 'json', '--outputFile', output]);
  const { testResults } = runSchema.parse(JSON.parse(await readFile(output, 'utf8')));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const rows = tests.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' '), status]);
  return { tables: table(['behaviour', 'result'], rows), kept: tests.every(({ status }) => status === 'passed') };
}

/** A test that fails stands in the output: the exit code adds nothing. */
async function runVitest(args: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], { cwd: projectRoot }, () => resolve());
  });
}
