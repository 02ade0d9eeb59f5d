import { callable } from './callable.ts';
import { accountContext } from './context/account.ts';
import { functionsRegion } from './params/shared.ts';

const options = { region: functionsRegion, memory: '256MiB' as const, cpu: 1, concurrency: 20, maxInstances: 1 };

/** Deletes the caller's tunes, progress document, profile and account: nothing in, `{status, tunesDeleted}` out. */
export const deleteMyData = callable('deleteMyData', 'user', options, async () => {
  const { answerDeletion, deletionInput } = await import('./account/answer.ts');
  return { input: deletionInput, answer: async (_, caller) => await answerDeletion(accountContext(), caller) };
});
