import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { paths } from '../../../functions/src/shared/paths.ts';
import { pickFreePorts } from '../../../local/emulator/ports.ts';
import { projectId, scratchRoot } from '../../../local/paths.ts';
import { until } from '../../faults/until.ts';
import { heapFlags } from '../../instance-heap.ts';
import type { LargestEvent } from './largest-event.ts';

/** The package that runs deployed functions. Installed by this measurement, since nothing else needs it. */
const framework = '@google-cloud/functions-framework@5.0.5';

/** One instance of a deployed function: a process with the heap of 512 MiB. */
export interface FunctionInstance {
  /** Delivers an event. Resolves with the status once it is handled; `onSent` when the body is out. */
  deliver(event: LargestEvent, onSent: () => void): Promise<number>;
  /** Resident memory now, and its peak so far, in MiB. */
  memory(): Promise<{ residentMiB: number; peakMiB: number }>;
  /** Its log, if it ended before it was stopped. */
  crashed(): string | null;
  stop(): Promise<void>;
}

/** Installs the functions framework below `.tmp` and returns the path of its script. Needs the package registry. */
export async function installFramework(): Promise<string> {
  const folder = `${scratchRoot}/functions-framework`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, '{"private": true}');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', framework], { cwd: folder });
  return `${folder}/node_modules/@google-cloud/functions-framework/build/src/main.js`;
}

/** Starts an instance and resolves when it listens. */
export async function startInstance(
  script: string,
  functions: string,
  target: string,
  env: Readonly<Record<string, string>>,
): Promise<FunctionInstance> {
  const { functions: port } = await pickFreePorts();
  const options = [`--target=${target}`, '--signature-type=cloudevent', `--source=${functions}`, `--port=${port}`];
  const child = spawn(process.execPath, [...heapFlags, script, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, GCLOUD_PROJECT: projectId, FUNCTION_TARGET: target, ...env },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (log += text));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until(`${target} listens`, async () => log.includes('URL:') || child.exitCode !== null);
  const agent = new Agent({ keepAlive: true });
  return {
    deliver: (event, onSent) => deliver(agent, port, event, onSent),
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const mebibytes = (field: string) =>
        Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
      return { residentMiB: mebibytes('VmRSS'), peakMiB: mebibytes('VmHWM') };
    },
    crashed: () => (child.exitCode === null && child.signalCode === null ? null : log),
    async stop() {
      agent.destroy();
      kill();
      await exited;
      process.off('exit', kill);
    },
  };
}

/** One delivery, as Eventarc sends it: a binary CloudEvent. */
function deliver(agent: Agent, port: number, event: LargestEvent, onSent: () => void): Promise<number> {
  const document = `${paths.knowledge}/${event.documentId}`;
  const headers = {
    'content-type': 'application/protobuf',
    'content-length': event.body.length,
    'ce-id': event.documentId,
    'ce-specversion': '1.0',
    'ce-type': `google.cloud.firestore.document.v1.${event.type}`,
    'ce-source': `//firestore.googleapis.com/projects/${projectId}/databases/(default)`,
    'ce-subject': `documents/${document}`,
    'ce-time': new Date().toISOString(),
    'ce-datacontenttype': 'application/protobuf',
    'ce-project': projectId,
    'ce-database': '(default)',
    'ce-document': document,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.once('finish', onSent);
    sent.end(event.body);
  });
}

/** Resolves once every event is sent, with a function that resolves once every event is handled. */
export async function deliverAll(
  instance: FunctionInstance,
  events: readonly LargestEvent[],
): Promise<() => Promise<number[]>> {
  const statuses: Promise<number>[] = [];
  await Promise.all(
    events.map(
      (event) =>
        new Promise<void>((resolve, reject) => {
          const status = instance.deliver(event, resolve);
          status.catch(reject);
          statuses.push(status);
        }),
    ),
  );
  return () => Promise.all(statuses);
}

/** The resident memory once it has not grown by a MiB for two seconds. */
export async function untilSteady(instance: FunctionInstance): Promise<number> {
  let highest = 0;
  let steadySince = Date.now();
  while (Date.now() - steadySince < 2000) {
    await sleep(100);
    const { residentMiB } = await instance.memory();
    if (residentMiB > highest) {
      highest = residentMiB;
      steadySince = Date.now();
    }
  }
  return highest;
}
