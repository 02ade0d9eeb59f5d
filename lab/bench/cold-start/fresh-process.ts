import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { projectId } from '../../../local/paths.ts';

/** Time and memory of a fresh process at one point. */
export interface Load {
  milliseconds: number;
  /** Resident memory of the process. */
  bytes: number;
}

/** A load and the processor time that it took, on all threads. */
export interface ImportLoad extends Load {
  processorMs: number;
}

const loadSchema = z.object({ milliseconds: z.number(), bytes: z.number() });
const importSchema = loadSchema.extend({ processorMs: z.number() });
const probeSchema = z.object({ imported: importSchema, ready: importSchema });

/** Imports modules in a fresh process with the environment variables of a deployed function. */
export async function probeImports(
  functionName: string,
  first: readonly string[],
  then: readonly string[] = [],
): Promise<{ imported: ImportLoad; ready: ImportLoad }> {
  return probeSchema.parse(await runScript('probe.mjs', [first.join(','), then.join(',')], deployedAs(functionName)));
}

/**
 * Reads one document in a fresh process.
 *
 * @param hosts `host:port` of the emulator and the metadata server.
 */
export async function probeFirstRead(
  transport: 'gRPC' | 'REST',
  hosts: { firestore: string; metadata: string },
): Promise<Load> {
  const found = { FIRESTORE_EMULATOR_HOST: hosts.firestore, GCE_METADATA_HOST: hosts.metadata };
  const env = { ...deployedAs('onKnowledgeCreated'), ...found };
  return loadSchema.parse(await runScript('first-read.mjs', [transport], env));
}

/** The environment variables of a function, from the Cloud Run documentation. */
function deployedAs(functionName: string): Record<string, string> {
  const service = functionName.toLowerCase();
  return {
    K_SERVICE: service,
    K_CONFIGURATION: service,
    K_REVISION: `${service}-00001`,
    FUNCTION_TARGET: functionName,
    GCLOUD_PROJECT: projectId,
    FIREBASE_CONFIG: JSON.stringify({ projectId }),
    PATH: process.env.PATH ?? '',
  };
}

async function runScript(name: string, args: readonly string[], env: Record<string, string>): Promise<unknown> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
