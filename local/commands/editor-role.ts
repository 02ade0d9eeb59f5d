import type { Auth, UserRecord } from 'firebase-admin/auth';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { UsageError } from '../terminal.ts';

/**
 * Grants or revokes the editor role and keeps other custom claims. Returns whether it changed anything.
 *
 * @throws UsageError when no account has this address, or Auth refuses.
 */
export async function setEditorRole(auth: Auth, email: string, editor: boolean): Promise<boolean> {
  const { uid, customClaims = {} } = await findUser(auth, email);
  const { editor: before, ...others } = customClaims;
  if ((before === true) === editor) return false;
  await auth.setCustomUserClaims(uid, editor ? { ...others, editor: true } : others);
  return true;
}

async function findUser(auth: Auth, email: string): Promise<UserRecord> {
  try {
    return await auth.getUserByEmail(email);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'auth/invalid-email') throw new UsageError(`"${email}" is not an email address.`);
    if (code === 'auth/user-not-found') {
      throw new UsageError(
        `No account has the address ${email}. Ask its owner to create an account on the page, then run the command again.`,
      );
    }
    // No permission, or no Auth in the project: the SDK's message says which.
    if (error instanceof Error && String(code).startsWith('auth/')) throw new UsageError(error.message);
    throw error;
  }
}
