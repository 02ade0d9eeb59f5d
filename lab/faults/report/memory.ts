import { table } from '../../report/markdown-table.ts';
import { isWithinBound, largestMiB, type SizeResult } from '../memory-limits.ts';
import { heapOption } from '../rig.ts';

/** The table of the largest cases: the peak of the functions' process in each, against its bound. */
export function describeSizes(results: readonly SizeResult[]): string {
  const rows = results.map((result) => [
    result.name,
    `${result.peakMiB} MiB`,
    isWithinBound(result) ? `below ${largestMiB} MiB` : `**not below ${largestMiB} MiB**`,
    `${result.seconds} s`,
  ]);
  const heap = `The process runs with the heap that Node gives itself in an instance of 512 MiB (\`${heapOption}\`).`;
  return `${heap}\n\n${table(['case', 'peak of the resident set', 'bound', 'took'], rows)}`;
}
