import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import type { Caller } from '../caller.ts';
import { errorFields } from '../log.ts';
import { paths } from '../shared/paths.ts';
import type { AccountContext } from './context.ts';
import { type DeletionAnswer, deleteAccount, SyncRunningError } from './deletion.ts';

/** `deleteMyData` takes no input. */
export const deletionInput = z.strictObject({}).nullish();

/** The oldest sign-in that may delete, in milliseconds: Firebase Auth asks for the same to delete an account. */
const longestSignInMs = 5 * 60_000;

/**
 * Deletes the caller's data and account. Throws CallableError `failed-precondition` with `details.reason`
 * `recent-sign-in` or `sync-running`, and `internal` when something remains.
 */
export async function answerDeletion(context: AccountContext, { uid, signedInAtMs }: Caller): Promise<DeletionAnswer> {
  // Also refuses a sign-in time that is missing.
  if (!(context.now() - signedInAtMs <= longestSignInMs)) {
    const message = 'You signed in too long ago. Sign in again, then delete your data.';
    throw new CallableError('failed-precondition', message, { reason: 'recent-sign-in' });
  }
  try {
    return await deleteAccount(context, uid);
  } catch (error) {
    if (error instanceof SyncRunningError) {
      const message = 'Your import is still running. Cancel it or wait until it ends, then try again.';
      const details = { reason: 'sync-running', path: `${paths.tunebookSyncs}/${uid}` };
      throw new CallableError('failed-precondition', message, details);
    }
    context.log('ERROR', 'account.deletion_failed', { uid, ...errorFields(error) });
    throw new CallableError('internal', 'Some of your data could not be deleted. Try again to delete the rest.');
  }
}
