import type { AccountContext } from '../account/context.ts';
import { deleteAccounts } from '../params/account.ts';
import { errorCode } from '../shared/error-code.ts';
import { app, firestore, log } from './runtime.ts';

export function accountContext(): AccountContext {
  return { db: firestore(), deletesAccounts: deleteAccounts.value(), deleteUser, now: Date.now, log };
}

async function deleteUser(uid: string): Promise<void> {
  const { getAuth } = await import('firebase-admin/auth');
  await getAuth(app())
    .deleteUser(uid)
    .catch((error: unknown) => {
      if (errorCode(error) !== 'auth/user-not-found') throw error;
    });
}
