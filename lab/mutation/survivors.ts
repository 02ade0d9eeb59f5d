interface Survivor {
  file: string;
  /** Both as in the report; with the file they identify the mutant. */
  original: string;
  replacement: string;
  reason: string;
}

/** Equivalent mutants, each checked by hand: none changes the behaviour. */
const survivors: readonly Survivor[] = [
  {
    file: 'delivery/settle.ts',
    original: "'ours'",
    replacement: '""',
    reason: 'equivalent: the code compares only with the other two kinds',
  },
  {
    file: 'tunebook/progress.ts',
    original: "''",
    replacement: '"Stryker was here!"',
    reason: 'equivalent: the first message replaces it at once',
  },
  {
    file: 'upstream/errors.ts',
    original: 'code === null',
    replacement: 'false',
    reason: 'equivalent: the pattern does not match the text “null” either',
  },
  {
    file: 'upstream/errors.ts',
    original: 'code !== null',
    replacement: 'true',
    reason: 'equivalent: the text “null” matches, but the function still returns null',
  },
];

/** Why a mutant survives; null for a mutant that was not checked. */
export function reasonOf(mutant: Omit<Survivor, 'reason'>): string | null {
  const known = survivors.find(
    ({ file, original, replacement }) =>
      mutant.file.endsWith(file) && mutant.original === original && mutant.replacement === replacement,
  );
  return known?.reason ?? null;
}
