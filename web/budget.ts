import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Upper limits of the page's JavaScript, in bytes after gzip. */
export interface WeightBudget {
  /** All chunks together. */
  totalBytes: number;
  /** What loads before the sign-in form shows: the entry and its static imports. */
  entryBytes: number;
}

/** The budget of the page. */
export const pageBudget: WeightBudget = { totalBytes: 225_000, entryBytes: 15_000 };

/** The built page exceeds its budget; the message lists the chunks with their sizes. */
class WeightBudgetError extends Error {
  override readonly name = 'WeightBudgetError';
}

/**
 * Fails the build when the JavaScript exceeds its budget; prints its size otherwise.
 *
 * @throws WeightBudgetError out of the build.
 */
export function weightBudget(budget: WeightBudget): Plugin {
  return {
    name: 'weight-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entry = withStaticImports(
        chunks.filter((chunk) => chunk.isEntry),
        chunks,
      );
      const lines = [
        judge('before the sign-in form shows', entry, budget.entryBytes),
        judge('in all', chunks, budget.totalBytes),
      ];
      this.info(lines.join('; '));
    },
  };
}

function judge(what: string, chunks: readonly Rolldown.OutputChunk[], limit: number): string {
  const weights = chunks
    .map((chunk) => ({ name: chunk.fileName, bytes: gzipSync(chunk.code).length }))
    .sort((a, b) => b.bytes - a.bytes);
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  const figure = `JavaScript ${what}: ${kilobytes(total)} of ${kilobytes(limit)} gzip`;
  if (total <= limit) return figure;
  const list = weights.map(({ name, bytes }) => `${name} ${kilobytes(bytes)}`).join(', ');
  throw new WeightBudgetError(`${figure}. Over budget: ${list}.`);
}

function withStaticImports(
  roots: readonly Rolldown.OutputChunk[],
  all: readonly Rolldown.OutputChunk[],
): Rolldown.OutputChunk[] {
  const reached = new Set(roots);
  for (const chunk of reached) {
    for (const imported of all) if (chunk.imports.includes(imported.fileName)) reached.add(imported);
  }
  return [...reached];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
