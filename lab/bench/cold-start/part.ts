import { cp, mkdir, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { table } from '../../report/markdown-table.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { amount, type Figure, figureTable } from '../table.ts';
import { type FirstReads, measureFirstReads, transports } from './first-reads.ts';
import { type ImportLoad, type Load, probeImports } from './fresh-process.ts';
import { modulesOfCall, sdkModules } from './modules.ts';

/** Target for the processor time until a function runs its own code, as a multiple of the SDKs' own. */
const limit = 1.3;

const folder = `${scratchRoot}/bench-cold-start`;

interface Loads {
  imported: ImportLoad[];
  ready: ImportLoad[];
}

/** The bundled functions. */
interface Bundle {
  /** URL of the folder, with a trailing slash. */
  url: string;
  /** The file in it that has a module of `functions/src`, named without extension. */
  files: Map<string, string>;
}

/** Time and memory to load each function in a fresh process, compared with the SDKs alone. */
export const coldStart: Part = {
  name: 'cold-start',
  title: 'Cold start',
  async measure(options) {
    const [busy = 0] = loadavg();
    const loads = await measureImports(await bundleFunctions(), options);
    const reads = await measureFirstReads(options);
    return describe(loads, reads, busy);
  },
};

/** Builds the functions as they are deployed. */
async function bundleFunctions(): Promise<Bundle> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(`${projectRoot}/functions/package.json`, `${folder}/package.json`);
  const root = `${projectRoot}/functions`;
  const built = await build({ root, logLevel: 'error', build: { outDir: `${folder}/lib` } });
  const files = new Map<string, string>();
  for (const output of 'output' in built ? built.output : []) {
    for (const id of output.type === 'chunk' ? output.moduleIds : []) {
      files.set(relative(`${root}/src`, id).replace(/\.ts$/, ''), output.fileName);
    }
  }
  return { url: pathToFileURL(`${folder}/lib/`).href, files };
}

/** Interleaved, with a rotating start, so that other load on the machine affects all functions equally. */
async function measureImports(bundle: Bundle, { quick, onProgress }: MeasureOptions): Promise<Map<string, Loads>> {
  const index = `${bundle.url}index.js`;
  const names = await functionNames(index);
  const loads = new Map<string, Loads>();
  const rounds = quick ? 2 : 11;
  for (let round = 0; round < rounds; round += 1) {
    add(loads, 'SDKs', await probeImports('none', sdkModules));
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      add(loads, name, await probeImports(name, [index], filesOfCall(name, bundle)));
    }
    onProgress(`imports: round ${round + 1} of ${rounds}`);
  }
  return loads;
}

/** Throws when modules.ts names a module that is not in the bundle. */
function filesOfCall(name: string, { url, files }: Bundle): string[] {
  const imported = (modulesOfCall[name] ?? []).map((module) => {
    if (module.startsWith('firebase-')) return module;
    const file = files.get(module);
    if (file === undefined) throw new Error(`${module} of modules.ts is not in the bundle.`);
    return `${url}${file}`;
  });
  return [...new Set(imported)];
}

/** The deployed functions. Throws when modules.ts does not list one. */
async function functionNames(index: string): Promise<string[]> {
  const names = Object.keys(await import(index));
  const unlisted = names.filter((name) => modulesOfCall[name] === undefined);
  if (unlisted.length > 0) throw new Error(`Add the imports of ${unlisted.join(', ')} to modules.ts.`);
  return names;
}

function add(
  loads: Map<string, Loads>,
  name: string,
  { imported, ready }: { imported: ImportLoad; ready: ImportLoad },
): void {
  const soFar = loads.get(name) ?? { imported: [], ready: [] };
  loads.set(name, { imported: [...soFar.imported, imported], ready: [...soFar.ready, ready] });
}

/** @param busy load average of the machine in the minute before. */
function describe(loads: Map<string, Loads>, reads: FirstReads, busy: number): string {
  const sdks = loads.get('SDKs')?.imported ?? [];
  const functions = [...loads].filter(([name]) => name !== 'SDKs');
  const figures = functions.map(([name, { ready }]): Figure => {
    return {
      name,
      how: 'processor time to import index.js and its own code in a fresh process, median',
      measured: processorMs(ready),
      unit: 'ms',
      ideal: processorMs(sdks),
      target: { of: 'ratio', sense: 'at most', limit },
    };
  });
  const rows = [
    ['the SDKs alone', amount(milliseconds(sdks), 'ms'), amount(megabytes(sdks), 'MB'), '', ''],
    ...functions.map(([name, { imported, ready }]) => [
      name,
      amount(milliseconds(imported), 'ms'),
      amount(megabytes(imported), 'MB'),
      amount(milliseconds(ready) - milliseconds(imported), 'ms'),
      amount(megabytes(ready), 'MB'),
    ]),
  ];
  return `The ideal is a process that imports only the SDK modules that the functions use. Processor time is compared, since it hardly depends on what else the machine does; its load average was ${busy.toFixed(1)} in the minute before.

${figureTable(figures)}

The functions are [one bundle](decisions/one-bundle.md) with their packages, except the SDKs. Handlers import their own code (engine, axios, zod) lazily, since every function loads the same index.js. Events from the functions' own writes and refused calls return early and load none of it. By the clock:

${table(['function', 'import', 'memory after import', 'own code, at the first call', 'memory afterwards'], rows)}

The first Firestore request is the slowest:

${figureTable(transports.map((transport) => firstRead(transport, reads[transport])))}

REST (\`preferRest\`) would save the difference once per instance, but is not used: over REST the local emulator ignores query filters, which the sweep needs, and the SDK requests a token from Google's metadata server even with an emulator.`;
}

function firstRead(transport: string, taken: readonly Load[]): Figure {
  const memory = amount(megabytes(taken), 'MB');
  const how = `one document read from the emulator in a fresh process, median; ${memory} resident after it`;
  return { name: `first read over ${transport}`, how, measured: milliseconds(taken), unit: 'ms' };
}

function milliseconds(loads: readonly Load[]): number {
  return median(loads.map((load) => load.milliseconds));
}

function processorMs(loads: readonly ImportLoad[]): number {
  return median(loads.map((load) => load.processorMs));
}

function megabytes(loads: readonly Load[]): number {
  return median(loads.map((load) => load.bytes)) / 1e6;
}
