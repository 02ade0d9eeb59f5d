import type { Mutant } from './report.ts';

interface Survivor {
  file: string;
  /** What identifies it: both as the report writes them. */
  original: string;
  replacement: string;
  reason: string;
}

const survivors: readonly Survivor[] = [];

/** Why a mutant survives; null when nobody has looked into it. */
export function reasonOf(mutant: Pick<Mutant, 'file' | 'original' | 'replacement'>): string | null {
  const known = survivors.find(
    ({ file, original, replacement }) =>
      mutant.file.endsWith(file) && mutant.original === original && mutant.replacement === replacement,
  );
  return known?.reason ?? null;
}
