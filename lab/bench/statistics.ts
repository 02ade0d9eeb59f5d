/** The nearest-rank percentile; `share` is 0 to 1. NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1] ?? Number.NaN;
}

/** The median, the lower one of two middle values. NaN for no values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
