import {
  collection,
  type DocumentReference,
  deleteDoc,
  doc,
  type FirestoreError,
  onSnapshot,
  serverTimestamp,
  setDoc,
  updateDoc,
} from 'firebase/firestore';
import { httpsCallable } from 'firebase/functions';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { clientTimeoutMs } from '../../../functions/src/shared/callables.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { type DemoClient, signIn } from '../../../local/demo/client.ts';
import { demoUsers } from '../../../local/emulator/users.ts';
import type { StackAddresses } from '../stack.ts';

/** What a listener has seen of a document's `sync`, oldest first; null when the document did not exist. */
export interface Followed {
  seen: (Readonly<Record<string, unknown>> | null)[];
  /** The statuses, without repetitions. */
  statuses(): unknown[];
  /** Resolves when the newest status is this one; undefined stands for a deleted document. */
  until(status: string | undefined): Promise<void>;
}

/** A demo user's client app, bound by the rules like any other, against the deployed functions. */
export class DeployedClient {
  readonly #client: DemoClient;
  readonly #listeners: (() => void)[] = [];

  constructor(client: DemoClient) {
    this.#client = client;
  }

  /** A reference for a new document, so that faults can be set up before it is written. */
  place(): DocumentReference {
    return doc(collection(this.#client.firestore, paths.knowledge));
  }

  async add(reference: DocumentReference, { title = 'Opening hours', content = 'Nine to five.' } = {}): Promise<void> {
    const times = { createdAt: serverTimestamp(), updatedAt: serverTimestamp() };
    await setDoc(reference, {
      ...{ title, content, tags: [], createdBy: this.#client.uid },
      ...times,
      sync: { status: 'pending' },
    });
  }

  async edit(reference: DocumentReference, fields: { title?: string; content?: string }): Promise<void> {
    await updateDoc(reference, { ...fields, updatedAt: serverTimestamp(), 'sync.status': 'pending' });
  }

  async changeTags(reference: DocumentReference, tags: string[]): Promise<void> {
    await updateDoc(reference, { tags, updatedAt: serverTimestamp() });
  }

  async delete(reference: DocumentReference): Promise<void> {
    await deleteDoc(reference);
  }

  /** Listens to a document from now on. */
  follow(reference: DocumentReference): Followed {
    const seen: Followed['seen'] = [];
    let failure: FirestoreError | null = null;
    this.#listeners.push(
      onSnapshot(
        reference,
        (snapshot) => seen.push(snapshot.exists() ? snapshot.get('sync') : null),
        (error) => {
          failure = error;
        },
      ),
    );
    const statuses = () => seen.map((sync) => sync?.status);
    return {
      seen,
      statuses: () => statuses().filter((status, index, all) => index === 0 || status !== all[index - 1]),
      until: (status) =>
        expect.poll(() => failure ?? statuses().at(-1) ?? null, { timeout: 20_000 }).toBe(status ?? null),
    };
  }

  async retry(data: unknown): Promise<unknown> {
    const name = 'retryKnowledgeSync';
    return (await httpsCallable(this.#client.functions, name, { timeout: clientTimeoutMs(name) })(data)).data;
  }

  async close(): Promise<void> {
    for (const stop of this.#listeners) stop();
    await this.#client.close();
  }
}

/** Signs a demo user in to a running stack. */
export async function signInTo(stack: StackAddresses, user: keyof typeof demoUsers): Promise<DeployedClient> {
  const ports = {
    auth: portOf(`http://${stack.authHost}`),
    firestore: portOf(`http://${stack.firestoreHost}`),
    functions: portOf(stack.functionsUrl),
  };
  return new DeployedClient(await signIn(ports, demoUsers[user].email));
}

/** Signs a demo user in to the shared stack for all tests of a file. */
export function useDeployedClient(user: keyof typeof demoUsers): () => DeployedClient {
  let client: DeployedClient | undefined;
  beforeAll(async () => {
    client = await signInTo(inject('stack'), user);
  });
  afterAll(async () => client?.close());
  return () => {
    if (client === undefined) throw new Error('A demo user is signed in only while tests run.');
    return client;
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
