import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bundleFunctions } from '../build.ts';
import { projectId, projectRoot, scratchRoot } from '../paths.ts';

/** The compiled functions and their declarations. */
export interface Discovered {
  /** The folder that holds package.json and the compiled code. */
  folder: string;
  /** What the Firebase command line finds in the functions before it deploys them. */
  manifest: unknown;
}

/**
 * Compiles the functions and returns what a deployment would find in them. Needs no network.
 *
 * @param name names the folder below `.tmp`.
 */
export async function discoverFunctions(name: string): Promise<Discovered> {
  const staged = `${scratchRoot}/${name}`;
  const folder = `${staged}/functions`;
  await rm(staged, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(`${projectRoot}/functions/package.json`, `${folder}/package.json`);
  await bundleFunctions(`${folder}/lib`);
  const discovery = `${projectRoot}/node_modules/firebase-functions/lib/bin/firebase-functions.js`;
  const output = `${staged}/functions.yaml`;
  await promisify(execFile)(process.execPath, [discovery], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      FUNCTIONS_MANIFEST_OUTPUT_PATH: output,
      GCLOUD_PROJECT: projectId,
      FIREBASE_CONFIG: JSON.stringify({ projectId }),
    },
  });
  return { folder, manifest: JSON.parse(await readFile(output, 'utf8')) };
}
