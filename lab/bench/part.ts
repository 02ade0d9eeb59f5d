/** One part of the benchmarks, which can be measured by itself. */
export interface Part {
  /** As `--only` names it. */
  name: string;
  title: string;
  /** Measures, and returns the part's tables in Markdown. */
  measure(options: MeasureOptions): Promise<string>;
}

/** How much is measured. */
export interface MeasureOptions {
  /** Small sizes and few repetitions, to see that everything works; the figures say nothing. */
  quick: boolean;
  /** Tells the person at the terminal what is being done. */
  say(text: string): void;
}
