import { readFile } from 'node:fs/promises';
import { initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll } from 'vitest';
import { controlEmulator, type EmulatorControl } from '../../../lab/faults/emulator-control.ts';
import { type LoggingSocket, openLoggingSocket } from '../../../lab/faults/logging-socket.ts';
import { type Stack, startStack } from '../../../local/emulator/stack.ts';
import { projectId } from '../../../local/paths.ts';
import type { ElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { keepEnvironment } from '../../kept-environment.ts';
import { addressesOf } from '../stack.ts';
import { type DeployedClient, signInTo } from './deployed-client.ts';

interface Parts {
  stack: Stack;
  emulator: EmulatorControl;
  logging: LoggingSocket;
  editor: DeployedClient;
  db: Firestore;
}

/** A deployment with an emulator of its own, for faults that would affect every test on a shared one. */
export class OwnDeployment {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get elevenLabs(): ElevenLabsStub {
    return this.#parts.stack.elevenLabs;
  }

  /** Controls events and clock of the functions. */
  get emulator(): EmulatorControl {
    return this.#parts.emulator;
  }

  get editor(): DeployedClient {
    return this.#parts.editor;
  }

  /** Bypasses the rules. */
  get db(): Firestore {
    return this.#parts.db;
  }

  /** Runs one pass of the deployed sweep and waits for its end. */
  async sweep(): Promise<void> {
    await this.emulator.sweep();
    await this.emulator.untilIdle();
  }

  /** Everything logged so far: printed lines, and entries with their fields. */
  async logs(): Promise<string> {
    const { stack, logging } = this.#parts;
    const printed = await readFile(`${stack.emulator.folder}/emulator.log`, 'utf8');
    return `${printed}\n${logging.entries.join('\n')}`;
  }

  async stop(): Promise<void> {
    const { stack, logging, editor, db } = this.#parts;
    await editor.close();
    await db.terminate();
    logging.close();
    await stack.stop();
  }
}

/** Starts a deployment for the tests of one file. `name` names its folder below `.tmp`. */
export function useOwnDeployment(name: string, params: Readonly<Record<string, string>>): () => OwnDeployment {
  const restoreEnvironment = keepEnvironment();
  let deployment: OwnDeployment | undefined;
  beforeAll(async () => {
    const stack = await startStack({ name, params });
    const emulator = controlEmulator(stack.emulator);
    const logging = await openLoggingSocket(stack.emulator.ports.logging);
    const editor = await signInTo(addressesOf(stack), 'editor');
    // Starting a stack has pointed the Admin SDK at it.
    const db = getFirestore(initializeApp({ projectId }, name));
    deployment = new OwnDeployment({ stack, emulator, logging, editor, db });
  });
  afterAll(async () => {
    await deployment?.stop();
    restoreEnvironment();
  });
  return () => {
    if (deployment === undefined) throw new Error('The deployment runs only while tests do.');
    return deployment;
  };
}
