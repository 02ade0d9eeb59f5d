import type { Auth, UserRecord } from 'firebase-admin/auth';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { UsageError } from '../terminal.ts';

/** Accounts in one page of a listing, the most that Auth returns. */
const pageSize = 1000;

/**
 * Grants or revokes the editor role and keeps other custom claims. Returns the account and whether its role
 * changed.
 *
 * @throws UsageError when no account has this address, the address of a new editor is not verified, or Auth refuses.
 */
export async function setEditorRole(
  auth: Auth,
  email: string,
  editor: boolean,
): Promise<{ user: UserRecord; changed: boolean }> {
  const user = await withPlainErrors(email, () => auth.getUserByEmail(email));
  // Anyone can register an address before its owner does.
  if (editor && !user.emailVerified) {
    throw new UsageError(
      `The address ${email} is not verified, so the account may belong to someone else (uid ${user.uid}). Ask its owner to open the link in the verification email that the page sends, then run the command again.`,
    );
  }
  const { editor: before, ...others } = user.customClaims ?? {};
  if ((before === true) === editor) return { user, changed: false };
  await auth.setCustomUserClaims(user.uid, editor ? { ...others, editor: true } : others);
  return { user, changed: true };
}

/** All accounts with the editor role. Throws UsageError when Auth refuses. */
export async function listEditors(auth: Auth): Promise<UserRecord[]> {
  const editors: UserRecord[] = [];
  let pageToken: string | undefined;
  do {
    const page = await withPlainErrors('', () => auth.listUsers(pageSize, pageToken));
    editors.push(...page.users.filter(({ customClaims }) => customClaims?.editor === true));
    pageToken = page.pageToken;
  } while (pageToken);
  return editors;
}

/** The uid of an account, how it signs in, and whether its address is verified. */
export function describeAccount({ uid, providerData, emailVerified }: UserRecord): string {
  const providers = providerData.map(({ providerId }) => providerId).join(', ') || 'none';
  return `uid ${uid}, sign-in: ${providers}${emailVerified ? '' : ', address NOT verified'}`;
}

async function withPlainErrors<Result>(email: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
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
