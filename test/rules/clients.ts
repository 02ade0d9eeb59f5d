import { randomUUID } from 'node:crypto';
import {
  initializeTestEnvironment,
  type RulesTestContext,
  type RulesTestEnvironment,
} from '@firebase/rules-unit-testing';
import { type DocumentData, setLogLevel } from 'firebase/firestore';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';

/** A client of the emulator, in the namespaced form that rules-unit-testing gives. */
export type Client = ReturnType<RulesTestContext['firestore']>;

/** The clients of one test file: each signed in differently, all bound by the rules. */
export interface RulesClients {
  /** A client of a user with these custom claims. */
  user(uid: string, claims?: Record<string, unknown>): Client;
  /** A client of a user with the editor claim. */
  editor(uid?: string): Client;
  signedOut(): Client;
  /** Writes a document as the functions do, past the rules. */
  store(path: string, data: DocumentData): Promise<void>;
}

/**
 * Makes the clients of a test file, and empties its database before each of its tests. Each file has
 * a project of its own, so that files can run at the same time.
 */
export function rulesClients(): RulesClients {
  let environment: RulesTestEnvironment;
  let functions: HeldClient;
  beforeAll(async () => {
    // Refusals are what is tested: the SDK need not print each one.
    setLogLevel('silent');
    environment = await initializeTestEnvironment({
      projectId: `demo-rules-${randomUUID().slice(0, 8)}`,
      firestore: inject('firestore'),
    });
    functions = await clientPastRules(environment);
  });
  beforeEach(() => environment.clearFirestore());
  afterAll(async () => {
    await functions.release();
    await environment.cleanup();
  });
  // A client is a connection of its own, so those of a file are kept for all its tests.
  const connected = new Map<string, Client>();
  function connect(name: string, context: () => RulesTestContext): Client {
    const client = connected.get(name) ?? context().firestore();
    connected.set(name, client);
    return client;
  }
  function user(uid: string, claims: Record<string, unknown> = {}): Client {
    return connect(JSON.stringify([uid, claims]), () => environment.authenticatedContext(uid, claims));
  }
  return {
    user,
    editor: (uid = 'editor') => user(uid, { editor: true }),
    signedOut: () => connect('', () => environment.unauthenticatedContext()),
    store: (path, data) => functions.client.doc(path).set(data),
  };
}

interface HeldClient {
  client: Client;
  /** Closes its connection. */
  release(): Promise<void>;
}

/**
 * A client that no rule binds. The library lends one for the length of a callback; a connection for
 * each document would take most of the tests' time (40 ms of 45, measured), so this callback lasts.
 */
async function clientPastRules(environment: RulesTestEnvironment): Promise<HeldClient> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let closed = Promise.resolve();
  const client = await new Promise<Client>((resolve, reject) => {
    closed = environment.withSecurityRulesDisabled((context) => {
      resolve(context.firestore());
      return ended;
    });
    closed.catch(reject);
  });
  return {
    client,
    release() {
      end();
      return closed;
    },
  };
}
