import { table } from '../../support/markdown-table.ts';
import { heapOption } from '../rig.ts';
import { largestMiB, type SizeResult } from '../sizes.ts';

/** The table of the largest cases: the peak of the functions' process in each, against its bound. */
export function describeSizes(results: readonly SizeResult[]): string {
  const rows = results.map(({ name, peakMiB, withinBound, seconds }) => [
    name,
    `${peakMiB} MiB`,
    withinBound ? `below ${largestMiB} MiB` : `**not below ${largestMiB} MiB**`,
    `${seconds} s`,
  ]);
  const heap = `The process runs with the heap that Node gives itself in an instance of 512 MiB (\`${heapOption}\`).`;
  return `${heap}\n\n${table(['case', 'peak of the resident set', 'bound', 'took'], rows)}`;
}
