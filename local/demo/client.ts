import { deleteApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword } from 'firebase/auth';
import { connectFirestoreEmulator, type Firestore, getFirestore } from 'firebase/firestore';
import { connectFunctionsEmulator, type Functions, getFunctions } from 'firebase/functions';
import { region } from '../../functions/src/shared/region.ts';
import { type EmulatorPorts, isEmulatorRunning, startPorts } from '../emulator/ports.ts';
import { readOwnParams, startStack } from '../emulator/stack.ts';
import { demoPassword } from '../emulator/users.ts';
import { projectId } from '../paths.ts';

/** A client app, signed in to an emulator as a demo user. */
export interface DemoClient {
  uid: string;
  firestore: Firestore;
  functions: Functions;
  /** Closes its connections; before the emulator ends, or the SDK complains of lost ones. */
  close(): Promise<void>;
}

/**
 * Resolves with the ports of an emulator to work against: the one of `npm start` when it runs, else
 * one of its own, which `stop` ends. Throws EmulatorStartError.
 */
export async function reuseOrStartEmulator(): Promise<{ ports: EmulatorPorts; stop: () => Promise<void> }> {
  if (await isEmulatorRunning()) {
    console.log('Using the Reelsync that is running.');
    return { ports: startPorts, stop: async () => {} };
  }
  console.log('Starting an emulator for this run …');
  const stack = await startStack({ name: 'demo', params: await readOwnParams() });
  return { ports: stack.emulator.ports, stop: stack.stop };
}

/** Signs in as a demo user through the public SDK, as a client app does. Each user is signed in beside the others. */
export async function signIn(
  ports: Pick<EmulatorPorts, 'auth' | 'firestore' | 'functions'>,
  email: string,
): Promise<DemoClient> {
  const app = initializeApp({ projectId, apiKey: 'local' }, email);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://127.0.0.1:${ports.auth}`, { disableWarnings: true });
  const firestore = getFirestore(app);
  connectFirestoreEmulator(firestore, '127.0.0.1', ports.firestore);
  const functions = getFunctions(app, region);
  connectFunctionsEmulator(functions, '127.0.0.1', ports.functions);
  const { user } = await signInWithEmailAndPassword(auth, email, demoPassword);
  return { uid: user.uid, firestore, functions, close: () => deleteApp(app) };
}
