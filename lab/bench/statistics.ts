/** The value below or at which `share` (0 to 1) of the values lie: the nearest rank. NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1] ?? Number.NaN;
}

/** The middle of the values, the lower one of two; NaN when there are none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
