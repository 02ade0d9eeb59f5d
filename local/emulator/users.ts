import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Auth, getAuth } from 'firebase-admin/auth';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { projectId } from '../paths.ts';
import type { Emulator } from './emulator.ts';

/** The password of every demo user. */
export const demoPassword = 'reelsync';

/** The demo users of the emulators. */
export const demoUsers = {
  editor: { email: 'editor@example.com', editor: true },
  player: { email: 'player@example.com', editor: false },
} as const;

/** Creates the demo users that the emulator lacks. */
export async function createDemoUsers(emulator: Emulator): Promise<void> {
  // The Admin SDK finds the emulator only through the environment.
  Object.assign(process.env, emulator.env);
  const app = initializeApp({ projectId }, 'demo-users');
  try {
    const auth = getAuth(app);
    for (const { email, editor } of Object.values(demoUsers)) await createUser(auth, email, editor);
  } finally {
    await deleteApp(app);
  }
}

async function createUser(auth: Auth, email: string, editor: boolean): Promise<void> {
  const existing = await auth.getUserByEmail(email).catch((error: unknown) => {
    if (errorCode(error) === 'auth/user-not-found') return null;
    throw error;
  });
  if (existing !== null) return;
  const { uid } = await auth.createUser({ email, password: demoPassword, emailVerified: true });
  if (editor) await auth.setCustomUserClaims(uid, { editor: true });
}
