/** One part of the benchmarks. */
export interface Part {
  /** The name for `--only`. */
  name: string;
  title: string;
  /** The hand-written document that has the markers for its tables; docs/benchmarks.md without one. */
  document?: string;
  /** Returns the part's tables in Markdown. */
  measure(options: MeasureOptions): Promise<string>;
}

export interface MeasureOptions {
  /** Small sizes and few repetitions, to check that the benchmark works. The figures are meaningless. */
  quick: boolean;
  /** Prints progress to the terminal. */
  onProgress(text: string): void;
}
