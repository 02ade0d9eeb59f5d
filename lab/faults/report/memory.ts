import { heapFlags } from '../../instance-heap.ts';
import { table } from '../../report/markdown-table.ts';
import { isWithinLimit, limitMiB, type MemoryResult } from '../memory-limits.ts';

/** A table of the peak memory for each of the largest inputs. */
export function describeMemory(results: readonly MemoryResult[]): string {
  const rows = results.map((result) => [
    result.name,
    `${result.peakMiB} MiB`,
    isWithinLimit(result) ? `below ${limitMiB} MiB` : `**not below ${limitMiB} MiB**`,
    `${result.seconds} s`,
  ]);
  const heap = `The process runs with Node's default heap limit of a 512 MiB instance (\`${heapFlags.join(' ')}\`).`;
  return `${heap}\n\n${table(['input', 'peak resident memory', 'limit', 'time'], rows)}`;
}
