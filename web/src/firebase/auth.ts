import {
  type Auth,
  browserLocalPersistence,
  browserPopupRedirectResolver,
  connectAuthEmulator,
  GoogleAuthProvider,
  indexedDBLocalPersistence,
  initializeAuth,
  onIdTokenChanged,
  sendPasswordResetEmail,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type User,
} from 'firebase/auth';
import type { Account } from '../sign-in/account.ts';
import { startFirebase } from './app.ts';
import { emulators } from './environment.ts';

/** What the page does about signing in. */
export interface Authentication {
  /**
   * Calls back with the account now and whenever it or its role changes; null when nobody is signed
   * in. `failed` is called when the role cannot be read: an old session without a connection.
   */
  follow(next: (account: Account | null) => void, failed: () => void): void;
  withPassword(email: string, password: string): Promise<void>;
  withGoogle(): Promise<void>;
  sendReset(email: string): Promise<void>;
  /** Fetches the account's newest role and answers with it; `follow` tells of it as well. */
  refresh(): Promise<Account | null>;
  signOut(): Promise<void>;
}

/** Starts Firebase and its sign-in, which the browser remembers. */
export async function startAuthentication(): Promise<Authentication> {
  const auth = initializeAuth(await startFirebase(), {
    persistence: [indexedDBLocalPersistence, browserLocalPersistence],
  });
  if (emulators !== null) {
    connectAuthEmulator(auth, `http://${emulators.host}:${emulators.auth}`, { disableWarnings: true });
  }
  return {
    follow: (next, failed) => follow(auth, next, failed),
    async withPassword(email, password) {
      await signInWithEmailAndPassword(auth, email, password);
    },
    async withGoogle() {
      await signInWithPopup(auth, new GoogleAuthProvider(), browserPopupRedirectResolver);
    },
    sendReset: (email) => sendPasswordResetEmail(auth, email),
    async refresh() {
      const user = auth.currentUser;
      await user?.getIdToken(true);
      return user === null ? null : readAccount(user);
    },
    signOut: () => signOut(auth),
  };
}

function follow(auth: Auth, next: (account: Account | null) => void, failed: () => void): void {
  onIdTokenChanged(auth, async (user) => {
    try {
      const account = user === null ? null : await readAccount(user);
      // Reading the token takes a moment; another change may have come first.
      if (auth.currentUser?.uid === user?.uid) next(account);
    } catch {
      failed();
    }
  });
}

async function readAccount(user: User): Promise<Account> {
  const { claims } = await user.getIdTokenResult();
  return { uid: user.uid, name: user.email ?? user.displayName ?? 'Signed in', editor: claims.editor === true };
}
