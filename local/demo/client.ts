import { deleteApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword } from 'firebase/auth';
import { connectFirestoreEmulator, type Firestore, getFirestore } from 'firebase/firestore';
import { connectFunctionsEmulator, type Functions, getFunctions } from 'firebase/functions';
import { region } from '../../functions/src/shared/region.ts';
import { type EmulatorPorts, isEmulatorRunning, startPorts } from '../emulator/ports.ts';
import { readOwnParams, startStack } from '../emulator/stack.ts';
import { demoPassword } from '../emulator/users.ts';
import { projectId } from '../paths.ts';

/** A client app that is signed in to an emulator as a demo user. */
export interface DemoClient {
  uid: string;
  firestore: Firestore;
  functions: Functions;
  /** Call it before the emulator stops, or the SDK warns about lost connections. */
  close(): Promise<void>;
}

/**
 * Returns the ports of the emulator of `npm start` when it runs, else starts one, which `stop` ends.
 *
 * @throws EmulatorStartError
 */
export async function reuseOrStartEmulator(): Promise<{ ports: EmulatorPorts; stop: () => Promise<void> }> {
  if (await isEmulatorRunning()) {
    console.log('Using the running Reelsync.');
    return { ports: startPorts, stop: async () => {} };
  }
  console.log('Starting an emulator for this run …');
  const stack = await startStack({ name: 'demo', params: await readOwnParams() });
  return { ports: stack.emulator.ports, stop: stack.stop };
}

/**
 * Signs in through the web SDK. Several users can be signed in at the same time.
 *
 * @param placement the database, and the region of the functions.
 */
export async function signIn(
  ports: Pick<EmulatorPorts, 'auth' | 'firestore' | 'functions'>,
  email: string,
  placement = { database: '(default)', region },
): Promise<DemoClient> {
  const app = initializeApp({ projectId, apiKey: 'local' }, email);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://127.0.0.1:${ports.auth}`, { disableWarnings: true });
  const firestore = getFirestore(app, placement.database);
  connectFirestoreEmulator(firestore, '127.0.0.1', ports.firestore);
  const functions = getFunctions(app, placement.region);
  connectFunctionsEmulator(functions, '127.0.0.1', ports.functions);
  const { user } = await signInWithEmailAndPassword(auth, email, demoPassword);
  return { uid: user.uid, firestore, functions, close: () => deleteApp(app) };
}
