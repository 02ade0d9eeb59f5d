import { build } from 'vite';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { pageBudget, weightBudget } from '../../../web/budget.ts';
import { table } from '../../report/markdown-table.ts';
import type { Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { type Chunk, readChunks } from './chunks.ts';

/** Targets in kB after gzip: the budget that the build enforces. */
const limits = { total: pageBudget.totalBytes / 1000, entry: pageBudget.entryBytes / 1000 };

/** The size of the page's JavaScript. */
export const weight: Part = {
  name: 'weight',
  title: 'Weight',
  async measure({ onProgress }) {
    const folder = `${scratchRoot}/bench-weight`;
    await buildInto(folder, null);
    const chunks = await readChunks(folder);
    onProgress(`${chunks.length} chunks measured`);
    return describe(chunks, await failsOverBudget(folder));
  },
};

/**
 * Builds the page for production.
 *
 * @param totalBytes an additional budget, or null.
 */
async function buildInto(folder: string, totalBytes: number | null): Promise<void> {
  await build({
    root: `${projectRoot}/web`,
    mode: 'production',
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
    plugins: totalBytes === null ? [] : [weightBudget({ totalBytes, entryBytes: totalBytes })],
  });
}

/** Whether the build fails when the page exceeds its budget. */
async function failsOverBudget(folder: string): Promise<boolean> {
  const built = await buildInto(`${folder}-over`, 1000).then(
    () => null,
    (error: unknown) => String(error),
  );
  return built?.includes('Over budget') ?? false;
}

function describe(chunks: readonly Chunk[], overBudgetFails: boolean): string {
  const rows = chunks.map(({ name, bytes, entry, loaded }) => [
    name,
    (bytes / 1000).toFixed(1),
    entry ? 'before the sign-in form' : loaded,
  ]);
  const sum = (of: readonly Chunk[]) => of.reduce((total, { bytes }) => total + bytes, 0) / 1000;
  const figures: Figure[] = [
    {
      name: 'JavaScript in total',
      how: 'chunks of a production build, each gzipped',
      measured: sum(chunks),
      unit: 'kB',
      target: { of: 'figure', sense: 'at most', limit: limits.total },
    },
    {
      name: 'JavaScript before the sign-in form',
      how: 'the entry and its static imports',
      measured: sum(chunks.filter(({ entry }) => entry)),
      unit: 'kB',
      target: { of: 'figure', sense: 'at most', limit: limits.entry },
    },
    {
      name: 'builds over budget that pass',
      how: 'the same build with a budget of 1 kB',
      measured: overBudgetFails ? 0 : 1,
      unit: '',
      target: { of: 'figure', sense: 'at most', limit: 0 },
    },
  ];
  return `${figureTable(figures)}\n\n${table(['chunk', 'kB after gzip', 'loaded'], rows)}`;
}
