import { cp, mkdir, rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { compileFunctions } from '../../../local/stage.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { amount, type Figure, figureTable, table } from '../table.ts';
import { type FirstReads, measureFirstReads, transports } from './first-reads.ts';
import { type Load, probeImports } from './fresh-process.ts';
import { modulesOfCall, sdkModules } from './modules.ts';

/** The target for the import, as a multiple of the SDKs' own (decided). */
const importLimit = 1.2;

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
    const loads = await measureImports(library, options);
    const reads = await measureFirstReads(options);
    return describe(loads, reads);
  },
};

async function compile(): Promise<string> {
  const folder = `${scratchRoot}/bench-cold-start`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/functions`, { recursive: true });
  await cp(`${projectRoot}/functions/package.json`, `${folder}/functions/package.json`);
  await compileFunctions(folder);
  return pathToFileURL(`${folder}/functions/lib/`).href;
}

/** Interleaved, so that whatever else the machine does meets all of them alike. */
async function measureImports(library: string, { quick, say }: MeasureOptions): Promise<Map<string, Loads>> {
  const names = await functionNames(library);
  const loads = new Map<string, Loads>();
  const rounds = quick ? 2 : 11;
  for (let round = 0; round < rounds; round += 1) {
    add(loads, 'SDKs', await probeImports('none', sdkModules));
    for (const name of names) {
      const then = (modulesOfCall[name] ?? []).map((module) => `${library}${module}.js`);
      add(loads, name, await probeImports(name, [`${library}index.js`], then));
    }
    say(`imports: round ${round + 1} of ${rounds}`);
  }
  return loads;
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
  const functions = [...loads].filter(([name]) => name !== 'SDKs');
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

REST is not used: it saves little or nothing once, and each of the many requests of a tunebook costs more over it. It also asks Google's metadata server for a token when it talks to an emulator, which a developer's machine without credentials does not answer. A bundle of all code in one file was tried and not kept: see the decisions.`;
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
