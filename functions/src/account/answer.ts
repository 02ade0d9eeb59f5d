import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import { errorFields } from '../log.ts';
import { paths } from '../shared/paths.ts';
import type { AccountContext } from './context.ts';
import { type DeletionAnswer, deleteAccount, SyncRunningError } from './deletion.ts';

/** `deleteMyData` takes no input. */
export const deletionInput = z.strictObject({}).nullish();

/**
 * Deletes the caller's data and account. Throws CallableError `failed-precondition` while a sync of theirs
 * is running (`details.path` names its progress document), and `internal` when something remains.
 */
export async function answerDeletion(context: AccountContext, uid: string): Promise<DeletionAnswer> {
  try {
    return await deleteAccount(context, uid);
  } catch (error) {
    if (error instanceof SyncRunningError) {
      throw new CallableError('failed-precondition', error.message, { path: `${paths.tunebookSyncs}/${uid}` });
    }
    context.log('ERROR', 'account.deletion_failed', { uid, ...errorFields(error) });
    throw new CallableError('internal', 'Some of your data could not be deleted. Try again to delete the rest.');
  }
}
