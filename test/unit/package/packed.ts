import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { packFunctions } from '../../../local/package/pack.ts';
import { projectId, projectRoot, scratchRoot } from '../../../local/paths.ts';

const run = promisify(execFile);

/** A packed package in a folder of its own, as a project finds it in `node_modules`. */
export interface Packed {
  folder: string;
  tarball: string;
  /** Paths in the package. */
  files: string[];
}

/** Packs the package and unpacks it; the SDKs are found in the project's own `node_modules`. */
export async function packAndUnpack(name: string): Promise<Packed> {
  const folder = `${scratchRoot}/${name}`;
  await rm(folder, { recursive: true, force: true });
  const tarball = await packFunctions(`${name}-staged`, folder);
  const { stdout } = await run('tar', ['tzf', tarball]);
  await unpack(tarball, folder);
  return {
    folder,
    tarball,
    files: stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, '')),
  };
}

/** Unpacks a tarball where a module in this folder finds it. */
export async function unpack(tarball: string, folder: string): Promise<void> {
  await mkdir(`${folder}/node_modules/reelsync`, { recursive: true });
  await run('tar', ['xzf', tarball, '--strip-components=1', '-C', `${folder}/node_modules/reelsync`]);
}

/** What a deployment finds in a module of this folder. */
export interface Declared {
  functions: string[];
  /** Of the functions, such as `gcfv2`. */
  generations: string[];
  params: string[];
  secrets: string[];
  roles: string[];
  apis: string[];
}

/** Asks the Firebase SDK, in a process of its own, what a codebase with this entry declares. */
export async function discover(folder: string, name: string, code: string): Promise<Declared> {
  const codebase = `${folder}/${name}`;
  await mkdir(codebase, { recursive: true });
  await writeFile(`${codebase}/package.json`, JSON.stringify({ name, type: 'module', main: 'index.js' }));
  await writeFile(`${codebase}/index.js`, code);
  return await discoverCodebase(codebase);
}

/** The same for an existing codebase. */
export async function discoverCodebase(codebase: string): Promise<Declared> {
  const output = `${codebase}/functions.yaml`;
  await run(process.execPath, [`${projectRoot}/node_modules/firebase-functions/lib/bin/firebase-functions.js`], {
    cwd: codebase,
    env: {
      PATH: process.env.PATH,
      FUNCTIONS_MANIFEST_OUTPUT_PATH: output,
      GCLOUD_PROJECT: projectId,
      FIREBASE_CONFIG: JSON.stringify({ projectId }),
    },
  });
  const manifest = JSON.parse(await readFile(output, 'utf8'));
  await rm(output);
  const params: { name: string; type: string }[] = manifest.params ?? [];
  const named = (secret: boolean) =>
    params.filter(({ type }) => (type === 'secret') === secret).map(({ name }) => name);
  const endpoints: Record<string, { platform: string }> = manifest.endpoints;
  return {
    functions: Object.keys(endpoints).sort(),
    generations: [...new Set(Object.values(endpoints).map(({ platform }) => platform))],
    params: named(false).sort(),
    secrets: named(true),
    roles: manifest.requiredRoles ?? [],
    apis: (manifest.requiredAPIs ?? []).map(({ api }: { api: string }) => api),
  };
}
