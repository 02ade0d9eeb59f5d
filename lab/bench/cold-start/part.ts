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

/** The target for the import, as a multiple of the SDKs' own (decided). */
const importLimit = 1.2;

/** The function whose code is bundled for comparison. */
const bundled = 'onKnowledgeCreated';

const folder = `${scratchRoot}/bench-cold-start`;

interface Loads {
  imported: Load[];
  ready: Load[];
}

/** The time and memory of loading each function in a fresh process, beside those of the SDKs alone. */
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

/** Interleaved, and each round begins with another, so that whatever else the machine does meets all of them alike. */
async function measureImports(
  library: string,
  bundle: string,
  { quick, say }: MeasureOptions,
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
    say(`imports: round ${round + 1} of ${rounds}`);
  }
  return loads;
}

function filesOfCall(name: string, base: string, ending: string): string[] {
  return (modulesOfCall[name] ?? []).map((module) => {
    return module.startsWith('firebase-') ? module : `${base}${module}.${ending}`;
  });
}

/** The deployed functions. Throws when one of them is not listed with what it loads. */
async function functionNames(library: string): Promise<string[]> {
  const names = Object.keys(await import(`${library}index.js`));
  const unlisted = names.filter((name) => modulesOfCall[name] === undefined);
  if (unlisted.length > 0) throw new Error(`List what ${unlisted.join(', ')} loads, in modules.ts.`);
  return names;
}

function add(loads: Map<string, Loads>, name: string, { imported, ready }: { imported: Load; ready: Load }): void {
  const sofar = loads.get(name) ?? { imported: [], ready: [] };
  loads.set(name, { imported: [...sofar.imported, imported], ready: [...sofar.ready, ready] });
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
  return `The ideal is a process that imports nothing but the parts of firebase-functions and firebase-admin/firestore that the functions use.

${figureTable(figures)}

A function's own code (engine, axios, zod) is loaded by the first call that needs it, since every function imports the same index.js. Nothing of it is loaded for an event that concerns nobody, such as those of the functions' own writes, or for a call that is refused.

${table(['function', 'memory after the import', 'own code, at the first call', 'memory after that'], rows)}

The first request to Firestore costs more than any later one:

${figureTable(transports.map((transport) => firstRead(transport, reads[transport])))}

REST (\`preferRest\`) is not used, although it would save the difference once in each instance: the local emulator does not understand the filters of a query over it, which the sweep needs, and the SDK asks Google's metadata server for a token even when it talks to an emulator.

A bundle was tried: the functions and their packages in few files, the SDKs outside.

${figureTable(bundleFigures(loads))}

It wins, and is not kept all the same: it saves this once in each instance, in production beside the start of a container, and would be a second way of building, with other files there than the emulator runs and reloads, and stack traces that need source maps. Whoever's cold starts hurt may take it from \`test/bench/cold-start/bundle.ts\`.`;
}

function bundleFigures(loads: Map<string, Loads>): Figure[] {
  const apart = loads.get(bundled);
  const together = loads.get('bundle');
  if (apart === undefined || together === undefined) return [];
  const figure = (name: string, phase: keyof Loads): Figure => ({
    name: `${bundled}, bundled: ${name}`,
    how: 'in a fresh process, median; ideal: the same not bundled',
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
