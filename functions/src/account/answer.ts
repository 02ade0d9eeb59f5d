import { z } from 'zod';
import { CallableError } from '../callable-error.ts';
import { errorFields } from '../log.ts';
import { syncsPath } from '../tunebook/store.ts';
import type { AccountContext } from './context.ts';
import { type DeletionAnswer, deleteAccount, SyncRunningError } from './deletion.ts';

/** What `deleteMyData` takes: nothing. */
export const deletionInput = z.strictObject({}).nullish();

/**
 * Deletes everything of a caller. Throws CallableError `failed-precondition` while a sync of theirs runs
 * (`details.path` names its progress document), and `internal` when it was cut short.
 */
export async function answerDeletion(context: AccountContext, uid: string): Promise<DeletionAnswer> {
  try {
    return await deleteAccount(context, uid);
  } catch (error) {
    if (error instanceof SyncRunningError) {
      throw new CallableError('failed-precondition', error.message, { path: `${syncsPath}/${uid}` });
    }
    context.log('ERROR', 'account.deletion_failed', { uid, ...errorFields(error) });
    throw new CallableError('internal', 'Not everything could be deleted. Try again: it goes on where it ended.');
  }
}
