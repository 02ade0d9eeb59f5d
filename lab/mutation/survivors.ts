import type { Mutant } from './report.ts';

interface Survivor {
  file: string;
  /** What identifies it: both as the report writes them. */
  original: string;
  replacement: string;
  reason: string;
}

/** Looked into one by one; none of them changes what the code does. */
const survivors: readonly Survivor[] = [
  {
    file: 'knowledge/settlement.ts',
    original: "'ours'",
    replacement: '""',
    reason: 'the same: only the other two kinds are asked for, and the compiler knows this one by its word',
  },
  {
    file: 'tunebook/progress.ts',
    original: "''",
    replacement: '"Stryker was here!"',
    reason: 'the same: the message that describes the beginning takes its place at once',
  },
  {
    file: 'upstream/errors.ts',
    original: 'code === null',
    replacement: 'false',
    reason: 'the same: the pattern is then asked about the word “null”, which it does not know either',
  },
  {
    file: 'upstream/errors.ts',
    original: 'code !== null',
    replacement: 'true',
    reason: 'the same: the word “null” looks like a code, and what is given back is null still',
  },
];

/** Why a mutant survives; null when nobody has looked into it. */
export function reasonOf(mutant: Pick<Mutant, 'file' | 'original' | 'replacement'>): string | null {
  const known = survivors.find(
    ({ file, original, replacement }) =>
      mutant.file.endsWith(file) && mutant.original === original && mutant.replacement === replacement,
  );
  return known?.reason ?? null;
}
