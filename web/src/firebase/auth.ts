import {
  type Auth,
  browserLocalPersistence,
  browserPopupRedirectResolver,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  GoogleAuthProvider,
  indexedDBLocalPersistence,
  initializeAuth,
  onIdTokenChanged,
  sendEmailVerification,
  sendPasswordResetEmail,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type User,
} from 'firebase/auth';
import type { Account } from '../sign-in/account.ts';
import { startFirebase } from './app.ts';
import { emulators } from './environment.ts';

/** Sign-in, as the page uses it. */
export interface Authentication {
  /**
   * Reports the account now and on every change of user or role; null when signed out. `failed` is
   * called when the role cannot be read: an expired session without a connection.
   */
  follow(next: (account: Account | null) => void, failed: () => void): void;
  withPassword(email: string, password: string): Promise<void>;
  withGoogle(): Promise<void>;
  /** Creates an account and signs it in. Its address is not verified. */
  createAccount(email: string, password: string): Promise<void>;
  /** Sends the signed-in user a link that verifies the email address. */
  sendVerification(): Promise<void>;
  sendReset(email: string): Promise<void>;
  /** Fetches the account's current role, and whether its address is verified. `follow` reports both too. */
  refresh(): Promise<Account | null>;
  signOut(): Promise<void>;
}

/** Starts Firebase Auth; the session survives a restart of the browser. */
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
    async createAccount(email, password) {
      await createUserWithEmailAndPassword(auth, email, password);
    },
    async sendVerification() {
      if (auth.currentUser !== null) await sendEmailVerification(auth.currentUser);
    },
    sendReset: (email) => sendPasswordResetEmail(auth, email),
    async refresh() {
      const user = auth.currentUser;
      await user?.reload();
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
      // The user may have changed while the token was read.
      if (auth.currentUser?.uid === user?.uid) next(account);
    } catch {
      failed();
    }
  });
}

async function readAccount(user: User): Promise<Account> {
  const { claims } = await user.getIdTokenResult();
  return {
    uid: user.uid,
    name: user.email ?? user.displayName ?? 'Signed in',
    editor: claims.editor === true,
    unverifiedEmail: user.emailVerified ? null : user.email,
  };
}
