import { callable } from './callable.ts';
import { cancelContext, tunebookContext } from './context/tunebook.ts';
import { functionsRegion } from './params/shared.ts';
// A deployment asks only for params that are declared when this file loads.
import './params/tunebook.ts';

// Handlers import lazily: every function loads this file.

/** Shared by the tunebook callables. thesession.org needs no secret. */
const tunebookOptions = { region: functionsRegion, cpu: 1, concurrency: 20 };

/**
 * Imports a member's tunebook into the caller's collection: `{memberId?, learnStatus?, saveMemberId?,
 * retry?}` in, `{success, message, results}` out. Each of the two instances sends four requests at a time.
 */
export const syncTunebook = callable(
  'syncTunebook',
  'user',
  { ...tunebookOptions, memory: '512MiB', maxInstances: 2 },
  async () => {
    const [{ syncInput }, { startSync }] = await Promise.all([
      import('./tunebook/input.ts'),
      import('./tunebook/start.ts'),
    ]);
    return { input: syncInput, answer: async (input, { uid }) => await startSync(await tunebookContext(), uid, input) };
  },
);

/** Shared by the short tunebook callables. */
const shortOptions = { ...tunebookOptions, memory: '256MiB' as const, maxInstances: 1 };

/** Finds thesession.org members by name: `{query}` in, `{members: [{id, name}]}` out. */
export const findMembers = callable('findMembers', 'user', shortOptions, async () => {
  const { findInput, findMembers: find } = await import('./tunebook/find-members.ts');
  return { input: findInput, answer: async (input, { uid }) => await find(await tunebookContext(), input, uid) };
});

/** Cancels the caller's running sync: nothing in, `{cancelled}` out. */
export const cancelTunebookSync = callable('cancelTunebookSync', 'user', shortOptions, async () => {
  const [{ cancelInput }, { cancelSync }] = await Promise.all([
    import('./tunebook/input.ts'),
    import('./tunebook/start.ts'),
  ]);
  return { input: cancelInput, answer: async (_, { uid }) => await cancelSync(cancelContext(), uid) };
});
