import { build } from 'vite';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { weightBudget } from '../../../web/budget.ts';
import { table } from '../../report/markdown-table.ts';
import type { Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { type Chunk, readChunks } from './chunks.ts';

/** The targets, in kilobytes after gzip; the build itself holds the page to the same. */
const limits = { total: 225, entry: 15 };

/** What the page's JavaScript weighs, chunk by chunk. */
export const weight: Part = {
  name: 'weight',
  title: 'Weight',
  async measure({ say }) {
    const folder = `${scratchRoot}/bench-weight`;
    await buildInto(folder, null);
    const chunks = await readChunks(folder);
    say(`${chunks.length} chunks weighed`);
    return describe(chunks, await failsOverBudget(folder));
  },
};

/** Builds the page for production; `totalBytes` adds a budget of its own. */
async function buildInto(folder: string, totalBytes: number | null): Promise<void> {
  await build({
    root: `${projectRoot}/web`,
    mode: 'production',
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
    plugins: totalBytes === null ? [] : [weightBudget({ totalBytes, entryBytes: totalBytes })],
  });
}

/** Whether the build fails, naming the weight, when the page weighs more than it may. */
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
      name: 'JavaScript in all',
      how: 'chunks of a production build, each compressed by gzip',
      measured: sum(chunks),
      unit: 'kB',
      target: { of: 'figure', sense: 'at most', limit: limits.total },
    },
    {
      name: 'JavaScript before the sign-in form shows',
      how: 'the entry and what it imports statically',
      measured: sum(chunks.filter(({ entry }) => entry)),
      unit: 'kB',
      target: { of: 'figure', sense: 'at most', limit: limits.entry },
    },
    {
      name: 'builds that pass although they are over budget',
      how: 'the same build with a budget of 1 kB',
      measured: overBudgetFails ? 0 : 1,
      unit: '',
      target: { of: 'figure', sense: 'at most', limit: 0 },
    },
  ];
  return `${figureTable(figures)}\n\n${table(['chunk', 'kB after gzip', 'loaded'], rows)}`;
}
