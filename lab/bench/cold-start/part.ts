import { cp, mkdir, rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { compileFunctions } from '../../../local/emulator/stage.ts';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { table } from '../../report/markdown-table.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { amount, type Figure, figureTable } from '../table.ts';
import { bundleFunctions } from './bundle.ts';
import { type FirstReads, measureFirstReads, transports } from './first-reads.ts';
import { type Load, probeImports } from './fresh-process.ts';
import { modulesOfCall, sdkModules } from './modules.ts';

/** Target for the import time, as a multiple of the SDKs' own: our code may add a fifth. */
const importLimit = 1.2;

/** The function that is also measured as a bundle. */
const bundled = 'onKnowledgeCreated';

const folder = `${scratchRoot}/bench-cold-start`;

interface Loads {
  imported: Load[];
  ready: Load[];
}

/** Time and memory to load each function in a fresh process, compared with the SDKs alone. */
export const coldStart: Part = {
  name: 'cold-start',
  title: 'Cold start',
  async measure(options) {
    const library = await compile();
    const bundle = await bundleFunctions(`${folder}/bundle`, ['index', ...(modulesOfCall[bundled] ?? [])]);
    const loads = await measureImports(library, bundle, options);
    const reads = await measureFirstReads(options);
    return describe(loads, reads);
  },
};

async function compile(): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/functions`, { recursive: true });
  await cp(`${projectRoot}/functions/package.json`, `${folder}/functions/package.json`);
  await compileFunctions(folder);
  return pathToFileURL(`${folder}/functions/lib/`).href;
}

/** Interleaved, with a rotating start, so that other load on the machine affects all functions equally. */
async function measureImports(
  library: string,
  bundle: string,
  { quick, onProgress }: MeasureOptions,
): Promise<Map<string, Loads>> {
  const names = await functionNames(library);
  const loads = new Map<string, Loads>();
  const rounds = quick ? 2 : 11;
  for (let round = 0; round < rounds; round += 1) {
    add(loads, 'SDKs', await probeImports('none', sdkModules));
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      add(loads, name, await probeImports(name, [`${library}index.js`], filesOfCall(name, library, 'js')));
    }
    add(loads, 'bundle', await probeImports(bundled, [`${bundle}index.mjs`], filesOfCall(bundled, bundle, 'mjs')));
    onProgress(`imports: round ${round + 1} of ${rounds}`);
  }
  return loads;
}

function filesOfCall(name: string, base: string, ending: string): string[] {
  return (modulesOfCall[name] ?? []).map((module) => {
    return module.startsWith('firebase-') ? module : `${base}${module}.${ending}`;
  });
}

/** The deployed functions. Throws when modules.ts does not list one. */
async function functionNames(library: string): Promise<string[]> {
  const names = Object.keys(await import(`${library}index.js`));
  const unlisted = names.filter((name) => modulesOfCall[name] === undefined);
  if (unlisted.length > 0) throw new Error(`Add the imports of ${unlisted.join(', ')} to modules.ts.`);
  return names;
}

function add(loads: Map<string, Loads>, name: string, { imported, ready }: { imported: Load; ready: Load }): void {
  const soFar = loads.get(name) ?? { imported: [], ready: [] };
  loads.set(name, { imported: [...soFar.imported, imported], ready: [...soFar.ready, ready] });
}

function describe(loads: Map<string, Loads>, reads: FirstReads): string {
  const sdks = loads.get('SDKs')?.imported ?? [];
  const functions = [...loads].filter(([name]) => name !== 'SDKs' && name !== 'bundle');
  const figures = functions.map(([name, { imported }]): Figure => {
    return {
      name,
      how: 'import of index.js in a fresh process, median',
      measured: milliseconds(imported),
      unit: 'ms',
      ideal: milliseconds(sdks),
      target: { of: 'ratio', sense: 'at most', limit: importLimit },
    };
  });
  const rows = [
    ['the SDKs alone', amount(megabytes(sdks), 'MB'), '', ''],
    ...functions.map(([name, { imported, ready }]) => [
      name,
      amount(megabytes(imported), 'MB'),
      amount(milliseconds(ready) - milliseconds(imported), 'ms'),
      amount(megabytes(ready), 'MB'),
    ]),
  ];
  return `The ideal is a process that imports only the SDK modules that the functions use.

${figureTable(figures)}

Handlers import their own code (engine, axios, zod) lazily, since every function loads the same index.js. Events from the functions' own writes and refused calls return early and load none of it.

${table(['function', 'memory after import', 'own code, at the first call', 'memory afterwards'], rows)}

The first Firestore request is the slowest:

${figureTable(transports.map((transport) => firstRead(transport, reads[transport])))}

REST (\`preferRest\`) would save the difference once per instance, but is not used: over REST the local emulator ignores query filters, which the sweep needs, and the SDK requests a token from Google's metadata server even with an emulator.

For comparison, the functions bundled with their packages, except the SDKs:

${figureTable(bundleFigures(loads))}

A bundle is faster but not used. It saves this time once per instance, in addition to the start of the container, and would be a second build whose files differ from those that the emulator runs, with stack traces that need source maps. If cold starts matter to you, start from \`lab/bench/cold-start/bundle.ts\`.`;
}

function bundleFigures(loads: Map<string, Loads>): Figure[] {
  const apart = loads.get(bundled);
  const together = loads.get('bundle');
  if (apart === undefined || together === undefined) return [];
  const figure = (name: string, phase: keyof Loads): Figure => ({
    name: `${bundled}, bundled: ${name}`,
    how: 'in a fresh process, median; ideal: without the bundle',
    measured: milliseconds(together[phase]),
    unit: 'ms',
    ideal: milliseconds(apart[phase]),
  });
  return [figure('import of index.js', 'imported'), figure('with its own code', 'ready')];
}

function firstRead(transport: string, taken: readonly Load[]): Figure {
  const memory = amount(megabytes(taken), 'MB');
  const how = `one document read from the emulator in a fresh process, median; ${memory} resident after it`;
  return { name: `first read over ${transport}`, how, measured: milliseconds(taken), unit: 'ms' };
}

function milliseconds(loads: readonly Load[]): number {
  return median(loads.map((load) => load.milliseconds));
}

function megabytes(loads: readonly Load[]): number {
  return median(loads.map((load) => load.bytes)) / 1e6;
}
