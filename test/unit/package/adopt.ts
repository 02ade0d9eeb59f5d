import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { TextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { projectRoot } from '../../../local/paths.ts';
import { unpack } from './packed.ts';

/** What the guide has a team do in its project; the names are those of docs/adopt.md. */
export interface Adoption {
  /** The project's folder. */
  folder: string;
  tarball: string;
  /** The root collection that they want synced. */
  collection: string;
  /** The fields that hold title and text in it. */
  fields: TextFields;
}

/** Steps 2 and 3 of the guide: merges rules and indexes. */
export async function mergeRulesAndIndexes({ folder, collection, fields }: Adoption, reelsync: string): Promise<void> {
  const renamed = async (file: string) => {
    const text = await readFile(`${reelsync}/firestore/${file}`, 'utf8');
    return text
      .replace(/\bknowledge/g, collection)
      .replace(/\btitle\b/g, fields.title)
      .replace(/\bcontent\b/g, fields.content);
  };
  const rules = await guardSync(await readFile(`${folder}/firestore.rules`, 'utf8'));
  const end = rules.lastIndexOf('}');
  await writeFile(`${folder}/firestore.rules`, `${rules.slice(0, end)}\n${await renamed('reelsync.rules')}}\n`);
  const own = JSON.parse(await readFile(`${folder}/firestore.indexes.json`, 'utf8'));
  const more = JSON.parse(await renamed('firestore.indexes.json'));
  const indexes = [...own.indexes, ...more.indexes];
  const fieldOverrides = [...own.fieldOverrides, ...more.fieldOverrides];
  await writeFile(`${folder}/firestore.indexes.json`, JSON.stringify({ indexes, fieldOverrides }));
}

/** Puts the guide's lines in place of the app's own, which let users write the collection. */
async function guardSync(rules: string): Promise<string> {
  const guide = await readFile(`${projectRoot}/docs/adopt.md`, 'utf8');
  return rules.replaceAll(/allow (create|update): if signedIn\(\);/g, (own, method) => {
    const line = new RegExp(`allow ${method}: if yourCondition\\(\\) .*;`).exec(guide)?.[0];
    return line?.replace('yourCondition()', 'signedIn()') ?? own;
  });
}

type Unpacked = Pick<Adoption, 'folder' | 'tarball'>;

/** Unpacks the folder that deploys the package, with the tarball beside it. Returns it. */
export async function unpackCodebase({ folder, tarball }: Unpacked): Promise<string> {
  const codebase = `${folder}/reelsync`;
  await mkdir(codebase, { recursive: true });
  await promisify(execFile)('tar', ['xzf', tarball, '--strip-components=2', '-C', codebase, 'package/codebase']);
  await cp(tarball, `${codebase}/${basename(tarball)}`);
  return codebase;
}

/** Way 1: a codebase of its own. Returns its folder. */
export async function addCodebase({ folder, tarball }: Unpacked): Promise<string> {
  const codebase = await unpackCodebase({ folder, tarball });
  // What `npm install` puts there; the SDKs are found above.
  await unpack(tarball, codebase);
  await changeJson(`${folder}/firebase.json`, (config) => {
    config.functions.push({ source: 'reelsync', codebase: 'reelsync', runtime: 'nodejs24' });
  });
  return codebase;
}

/** Way 3: an import into the codebase that is there. Returns its folder. */
export async function addImport({ folder, tarball }: Adoption): Promise<string> {
  const codebase = `${folder}/functions`;
  await unpack(tarball, codebase);
  await appendFile(`${codebase}/index.js`, "Object.assign(exports, require('reelsync/knowledge'));\n");
  return codebase;
}

/** As local/emulator/fireemu-entry.mjs, in front of a codebase in either module format. */
const emulatedEntry = `const { Expression } = require('firebase-functions/params');
const functions = require('./index.js');
function evaluate(options) {
  for (const [name, value] of Object.entries(options)) {
    if (value instanceof Expression) options[name] = value.value();
    else if (value?.constructor === Object) evaluate(value);
  }
}
const own = Object.entries(functions).filter(([, value]) => value.__endpoint !== undefined);
for (const [, { __endpoint }] of own) evaluate(__endpoint);
module.exports = Object.fromEntries(own);
`;

/** Puts an entry in front of a codebase that evaluates params, which fireemu leaves to the deployment. */
export async function evaluateParams(codebase: string): Promise<void> {
  await writeFile(`${codebase}/emulated.cjs`, emulatedEntry);
  await changeJson(`${codebase}/package.json`, (manifest) => {
    manifest.main = 'emulated.cjs';
  });
}

/** Makes a copy of the folder that the emulator runs from, so that the project stays as the guide leaves it. */
export async function copyProject(folder: string, copy: string): Promise<void> {
  await cp(folder, copy, { recursive: true });
}

export async function changeJson(
  path: string,
  // biome-ignore lint/suspicious/noExplicitAny: whatever the file holds.
  change: (value: any) => void,
): Promise<void> {
  const value = JSON.parse(await readFile(path, 'utf8'));
  change(value);
  await writeFile(path, JSON.stringify(value, null, 2));
}
