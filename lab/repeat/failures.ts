import { relative } from 'node:path';
import { z } from 'zod';

/** A test that failed, or a test file that could not be loaded. */
export interface FailedTest {
  /** Relative to the project. */
  file: string;
  name: string;
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/**
 * The failures in Vitest's JSON report of a run.
 *
 * @param report null when the run wrote none.
 * @param folder the project that it ran in.
 */
export function readFailures(report: string | null, folder: string): FailedTest[] {
  if (report === null) return [];
  return reportSchema.parse(JSON.parse(report)).testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(folder, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [{ file, name: '(the whole file)' }];
    return failed.map((test) => ({ file, name: test.fullName }));
  });
}
