import { randomUUID } from 'node:crypto';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { z } from 'zod';
import { region } from '../../functions/src/shared/region.ts';
import { type Stack, startStack } from '../../local/emulator/stack.ts';
import { demoPassword } from '../../local/emulator/users.ts';
import { projectId } from '../../local/paths.ts';

/** A callable failed; the message is the callable's own. */
export class CallError extends Error {
  override readonly name = 'CallError';
}

/** A signed-in user who calls the deployed callables over HTTP. */
export interface Caller {
  uid: string;
  email: string;
  /** Returns the answer and the duration. Throws CallError. */
  call(name: string, data: unknown): Promise<{ milliseconds: number; answer: unknown }>;
}

/** The stack of `npm start` on free ports, with admin access to Firestore. */
export interface BenchStack extends Stack {
  db: Firestore;
  /** Creates a user with an empty collection. */
  newUser(): Promise<Caller>;
  /** Deletes all documents without firing triggers. */
  clear(): Promise<void>;
  /** Resolves when no event is running or waiting. */
  untilIdle(): Promise<void>;
}

export async function startBenchStack(name: string, params: Record<string, string> = {}): Promise<BenchStack> {
  const stack = await startStack({ name: `bench-${name}`, params: { TUNEBOOK_COOLDOWN_SECONDS: '0', ...params } });
  const { emulator } = stack;
  const app = initializeApp({ projectId }, `bench-${randomUUID()}`);
  const host = emulator.env.FIRESTORE_EMULATOR_HOST;
  return {
    ...stack,
    db: getFirestore(app),
    newUser: () => signUp(app, stack),
    async clear() {
      const path = `emulator/v1/projects/${projectId}/databases/(default)/documents`;
      await requireOk(await fetch(`http://${host}/${path}`, { method: 'DELETE' }));
    },
    async untilIdle() {
      const url = `${emulator.controlUrl}sessions/default:awaitIdle`;
      await requireOk(await fetch(url, postOf({})));
    },
    async stop() {
      await deleteApp(app);
      await stack.stop();
    },
  };
}

async function signUp(app: App, { emulator }: Stack): Promise<Caller> {
  const email = `${randomUUID()}@example.com`;
  const { uid } = await getAuth(app).createUser({ email, password: demoPassword });
  const signIn = `http://127.0.0.1:${emulator.ports.auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=local`;
  const response = await fetch(signIn, postOf({ email, password: demoPassword, returnSecureToken: true }));
  const { idToken } = z.object({ idToken: z.string() }).parse(await response.json());
  const callables = `http://127.0.0.1:${emulator.ports.functions}/${projectId}/${region}`;
  return {
    uid,
    email,
    async call(name, data) {
      const started = performance.now();
      const request = postOf({ data }, { authorization: `Bearer ${idToken}` });
      const body = answerSchema.parse(await (await fetch(`${callables}/${name}`, request)).json());
      if (body.error !== undefined) throw new CallError(body.error.message);
      return { milliseconds: performance.now() - started, answer: body.result };
    },
  };
}

const answerSchema = z.object({ result: z.unknown(), error: z.object({ message: z.string() }).optional() });

function postOf(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

async function requireOk(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`The emulator answered ${response.status}: ${await response.text()}`);
}
