import { readFile } from 'node:fs/promises';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { type EmulatorPorts, pickFreePorts } from '../../local/emulator/ports.ts';
import { startStack } from '../../local/emulator/stack.ts';
import { projectId } from '../../local/paths.ts';
import type { ElevenLabsStub } from '../../local/stub/elevenlabs/stub.ts';
import type { Stub } from '../../local/stub/stub.ts';
import { heapFlags } from '../instance-heap.ts';
import { type Callables, openCallables } from './callables.ts';
import { controlEmulator, type EmulatorControl } from './emulator-control.ts';
import { openLoggingSocket } from './logging-socket.ts';
import { requestTimeoutMs } from './request-timeout.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The key, and a word in every text that the tests write. Neither may appear in a log. */
export const secrets = { apiKey: 'key-of-the-fault-tests-5f1c', contentWord: 'zqcontentword' } as const;

/** The deployed functions on an emulator with both stubs, and the controls for their faults. */
export interface Rig {
  db: Firestore;
  elevenLabs: ElevenLabsStub;
  theSession: Stub;
  elevenLabsProxy: TcpProxy;
  emulator: EmulatorControl;
  callables: Callables;
  ports: EmulatorPorts;
  /** The working directory of the functions process. */
  folder: string;
  /** Everything logged so far, on standard output and on the logging socket. */
  logs(): Promise<string>;
  /** Ends every fault: releases held requests, restores the connections and the key. */
  endFaults(): Promise<void>;
  stop(): Promise<void>;
}

const params = {
  ELEVENLABS_API_KEY: secrets.apiKey,
  ELEVENLABS_RETRY_DELAY_MS: '20',
  THESESSION_RETRY_DELAY_MS: '20',
  TUNEBOOK_COOLDOWN_SECONDS: '0',
  UPSTREAM_TIMEOUT_MS: String(requestTimeoutMs),
  NODE_OPTIONS: heapFlags.join(' '),
};

/** Starts a rig; `name` is its folder in `.tmp`. Throws the errors of startStack. */
export async function startRig(name: string): Promise<Rig> {
  // Otherwise every client looks for a metadata server.
  process.env.METADATA_SERVER_DETECTION = 'none';
  const { auth: elevenLabsPort } = await pickFreePorts();
  const elevenLabsProxy = await startTcpProxy(elevenLabsPort);
  const stack = await startStack({
    name,
    ports: { emulator: await pickFreePorts(), elevenLabs: elevenLabsPort, theSession: 0 },
    params: { ...params, ELEVENLABS_BASE_URL: elevenLabsProxy.url },
  });
  const { elevenLabs, theSession } = stack;
  elevenLabs.setApiKey(secrets.apiKey);
  const app = initializeApp({ projectId }, name);
  const emulator = controlEmulator(stack.emulator);
  const logging = await openLoggingSocket(stack.emulator.ports.logging);
  return {
    db: getFirestore(app),
    elevenLabs,
    theSession,
    elevenLabsProxy,
    emulator,
    callables: openCallables(stack.emulator),
    ports: stack.emulator.ports,
    folder: stack.emulator.folder,
    async logs() {
      const printed = await readFile(`${stack.emulator.folder}/emulator.log`, 'utf8');
      return `${printed}\n${logging.entries.join('\n')}`;
    },
    async endFaults() {
      for (const upstream of [elevenLabs, theSession]) {
        upstream.faults.clear();
        upstream.release();
        Object.assign(upstream.settings, { latencyMs: 0, maxInFlight: null });
      }
      elevenLabs.setApiKey(secrets.apiKey);
      elevenLabsProxy.restore();
      await emulator.clearFaults();
    },
    async stop() {
      logging.close();
      await deleteApp(app);
      await stack.stop();
      await elevenLabsProxy.stop();
    },
  };
}

/** Starts a rig, runs `work` on it and stops it. */
export async function withRig<Value>(name: string, work: (rig: Rig) => Promise<Value>): Promise<Value> {
  const rig = await startRig(name);
  try {
    return await work(rig);
  } finally {
    await rig.stop();
  }
}
