import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { defaultCollection } from '../../functions/src/shared/paths.ts';
import { region } from '../../functions/src/shared/region.ts';
import { bundleFunctions } from '../build.ts';
import { projectRoot, scratchRoot } from '../paths.ts';
import type { EmulatorPorts } from './ports.ts';

export interface StageOptions {
  /** Name of the folder below `.tmp`; several emulators can run at once. */
  name: string;
  ports: EmulatorPorts;
  /** `strict` behaves as production does; `emulator` accepts the unsigned tokens of rules tests. */
  profile: 'strict' | 'emulator';
  /** Params of the functions; null leaves functions out. */
  params: Params | null;
}

/** Values of the functions' params, by name. */
export type Params = Readonly<Record<string, string>>;

/**
 * The official suite asks Secret Manager for a secret that `.secret.local` lacks; fireemu takes
 * secrets from `.env` and runs one handler at a time where there is a `.secret.local` (measured).
 */
const secret = 'ELEVENLABS_API_KEY';

/** Defaults of the params that regions and triggers name; fireemu gives functions no defaults. */
const triggerParams: Params = {
  FUNCTIONS_REGION: region,
  FIRESTORE_DATABASE: '(default)',
  KNOWLEDGE_COLLECTION: defaultCollection,
};

/**
 * Creates the folder that an emulator runs from, and returns its path: rules, indexes, configuration,
 * and the compiled functions with their params.
 *
 * The functions are copied because fireemu 0.7.1 reads only `.env` when it reloads them (measured): in
 * place, an edit would connect the demo to the real services. The official suite writes `.env.local`
 * beside the functions.
 *
 * @param official whether the official suite runs from it, instead of fireemu.
 */
export async function stageEmulator(options: StageOptions, official: boolean): Promise<string> {
  const folder = `${scratchRoot}/${options.name}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all([
    stageRules(folder),
    cp(`${projectRoot}/firestore.indexes.json`, `${folder}/firestore.indexes.json`),
    cp(`${projectRoot}/.firebaserc`, `${folder}/.firebaserc`),
    stageFirebaseJson(folder, options, official),
    stageFireemuJson(folder, options.profile),
  ]);
  if (options.params !== null) await stageFunctions(folder, options.params, official);
  return folder;
}

/** Copies the rules into a staged folder; a running emulator reloads them. */
export async function stageRules(folder: string): Promise<void> {
  await cp(`${projectRoot}/firestore.rules`, `${folder}/firestore.rules`);
}

/** Reads a file of `KEY=value` lines; a missing file is empty. */
export async function readParams(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return Object.fromEntries(Object.entries(parseEnv(text)).map(([key, value]) => [key, value ?? '']));
}

async function stageFunctions(folder: string, params: Params, official: boolean): Promise<void> {
  await mkdir(`${folder}/functions`, { recursive: true });
  await stageEntry(folder, official);
  const isSecret = ([name]: [string, string]) => official && name === secret;
  const entries = Object.entries({ ...triggerParams, ...params });
  await writeParams(
    `${folder}/functions/.env`,
    entries.filter((entry) => !isSecret(entry)),
  );
  if (official) await writeParams(`${folder}/functions/.secret.local`, entries.filter(isSecret));
  await bundleFunctions(`${folder}/functions/lib`);
}

async function stageEntry(folder: string, official: boolean): Promise<void> {
  const manifest = JSON.parse(await readFile(`${projectRoot}/functions/package.json`, 'utf8'));
  const main = official ? manifest.main : 'entry.js';
  await writeFile(`${folder}/functions/package.json`, JSON.stringify({ ...manifest, main }, null, 2));
  if (!official) await cp(`${projectRoot}/local/emulator/fireemu-entry.mjs`, `${folder}/functions/entry.js`);
}

async function writeParams(path: string, params: readonly [string, string][]): Promise<void> {
  await writeFile(path, params.map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
}

async function stageFirebaseJson(folder: string, { ports, params }: StageOptions, official: boolean): Promise<void> {
  const source = JSON.parse(await readFile(`${projectRoot}/firebase.json`, 'utf8'));
  const { functions } = source;
  // Only a deployment reads `location`, which fireemu 0.7.1 refuses, and `database`: here the params name it.
  const { location: _, database: __, ...firestore } = source.firestore;
  // The official suite has one set of rules for all databases, and none when it is given a list.
  const named = (!official && params?.FIRESTORE_DATABASE) || '(default)';
  const emulators = Object.fromEntries(
    Object.entries(ports).map(([emulator, port]) => [emulator, { host: '127.0.0.1', port }]),
  );
  const staged = {
    firestore: named === '(default)' ? firestore : ['(default)', named].map((database) => ({ ...firestore, database })),
    ...(params === null
      ? {}
      : { functions: functions.map(({ predeploy: _, ...rest }: { predeploy: unknown }) => rest) }),
    emulators: { singleProjectMode: false, ...emulators, ui: { enabled: false } },
  };
  await writeFile(`${folder}/firebase.json`, JSON.stringify(staged, null, 2));
}

async function stageFireemuJson(folder: string, profile: string): Promise<void> {
  const source = JSON.parse(await readFile(`${projectRoot}/fireemu.json`, 'utf8'));
  await writeFile(`${folder}/fireemu.json`, JSON.stringify({ ...source, profile }, null, 2));
}
