/**
 * Node's default heap limit in an instance of 512 MiB: 259 MiB in total, of Node 20 and of Node 24 (measured in a
 * memory cgroup). The second flag keeps Node 24 from adding its larger young generation.
 */
export const heapFlags = ['--max-old-space-size=211', '--max-semi-space-size=16'] as const;
