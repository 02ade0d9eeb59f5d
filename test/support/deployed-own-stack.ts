import { readFile } from 'node:fs/promises';
import { initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore, Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { region } from '../../functions/src/region.ts';
import { projectId } from '../../local/paths.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import type { ElevenLabsStandIn } from '../../local/stand-in/elevenlabs/stand-in.ts';
import { type DeployedClient, signInTo } from './deployed-client.ts';
import { addressesOf } from './integration-stack.ts';

/** What the emulator does to the next delivery of an event. */
export type DeliveryFault =
  /** It comes once more. */
  | 'duplicate'
  /** It fails, and comes again once the emulator's clock has moved on. */
  | 'fails'
  /** It never comes. */
  | 'lost';

const actions: Record<DeliveryFault, { operation: string; action: object }> = {
  duplicate: { operation: 'functions.deliver', action: { type: 'duplicate', count: 1 } },
  fails: { operation: 'functions.invoke', action: { type: 'returnError', code: 'UNAVAILABLE' } },
  lost: { operation: 'functions.invoke', action: { type: 'deadLetter' } },
};

/** A function that is called only to have the process killed: the work of all others in it is lost. */
const bystander = 'cancelTunebookSync';

/** The emulator waits at most this long between two deliveries of an event, in seconds (measured: 10 to 30). */
const redeliverySeconds = 30;

const busySchema = z.object({ pending: z.int(), running: z.int(), retryWaiting: z.int(), runnerAlive: z.boolean() });

const firedSchema = z.object({ fired: z.array(z.unknown()) });

/** A deployment of its own, since its faults meet whatever else runs in it. */
export class OwnDeployment {
  readonly stack: Stack;
  readonly editor: DeployedClient;
  /** Past the rules. */
  readonly db: Firestore;
  readonly #session: string;

  constructor(stack: Stack, editor: DeployedClient, db: Firestore) {
    this.stack = stack;
    this.editor = editor;
    this.db = db;
    this.#session = `${stack.emulator.controlUrl}sessions/default`;
  }

  get elevenLabs(): ElevenLabsStandIn {
    return this.stack.elevenLabs;
  }

  /** Orders what the next delivery to a function meets, instead of whatever was ordered before. */
  async order(functionName: string, fault: DeliveryFault): Promise<void> {
    const { operation, action } = actions[fault];
    await this.#orderRule({ match: { operation, function: functionName, nth: 1 }, action });
  }

  /** How many deliveries have met the fault that was ordered last. */
  async faultsMet(): Promise<number> {
    return firedSchema.parse(await this.#control('GET', '/faultPlan')).fired.length;
  }

  /** Lets the lease that a crash left behind run out. */
  async expireLease({ path }: { path: string }): Promise<void> {
    await this.db.doc(path).update({ 'sync.leaseExpiresAt': Timestamp.now() });
  }

  /** Kills the functions' process in the middle of whatever it does; the emulator starts it again. */
  async crash(): Promise<void> {
    const match = { operation: 'functions.invoke', function: bystander, nth: 1 };
    await this.#orderRule({ match, action: { type: 'crashRunner' } });
    const url = `http://127.0.0.1:${this.stack.emulator.ports.functions}/${projectId}/${region}/${bystander}`;
    const headers = { 'content-type': 'application/json' };
    await fetch(url, { method: 'POST', headers, body: '{"data":null}' });
    await expect.poll(async () => (await this.#busy()).runnerAlive, { timeout: 20_000 }).toBe(true);
  }

  /** Runs one pass of the deployed sweep to its end. */
  async sweep(): Promise<void> {
    await this.#control('POST', '/functions/sweepKnowledge:run', {});
    await this.untilIdle();
  }

  /** Resolves when no event, call or sweep is under way, moving the clock for events that wait to come again. */
  async untilIdle(): Promise<void> {
    await expect
      .poll(
        async () => {
          const { pending, running, retryWaiting } = await this.#busy();
          if (retryWaiting > 0 && running === 0) await this.stack.emulator.advanceClock(redeliverySeconds);
          return { pending, running, retryWaiting };
        },
        { timeout: 25_000 },
      )
      .toEqual({ pending: 0, running: 0, retryWaiting: 0 });
  }

  /** All that the emulator and the functions printed so far. */
  async log(): Promise<string> {
    return await readFile(`${this.stack.emulator.folder}/emulator.log`, 'utf8');
  }

  async #busy(): Promise<z.infer<typeof busySchema>> {
    return busySchema.parse(await this.#control('GET', '/functions'));
  }

  async #orderRule(rule: object): Promise<void> {
    await this.#control('PUT', '/faultPlan', { rules: [rule] });
  }

  async #control(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.#session + path, { method, headers, ...content });
    const text = await response.text();
    if (!response.ok) throw new Error(`The emulator answered ${response.status} to ${method} ${path}: ${text}`);
    return JSON.parse(text);
  }
}

/** Starts a deployment for the tests of one file. `name` names its folder below `.tmp`. */
export function useOwnDeployment(name: string, params: Readonly<Record<string, string>>): () => OwnDeployment {
  let deployment: OwnDeployment | undefined;
  beforeAll(async () => {
    const stack = await startStack({ name, params });
    // Starting a stack has pointed the Admin SDK at it.
    const db = getFirestore(initializeApp({ projectId }, name));
    deployment = new OwnDeployment(stack, await signInTo(addressesOf(stack), 'editor'), db);
  });
  afterAll(async () => {
    await deployment?.editor.close();
    await deployment?.db.terminate();
    await deployment?.stack.stop();
  });
  return () => {
    if (deployment === undefined) throw new Error('The deployment runs only while tests do.');
    return deployment;
  };
}
