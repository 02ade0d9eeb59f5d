import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Stack, startStack } from '../../../local/emulator/stack.ts';
import { addressesOf, type StackAddresses } from '../stack.ts';
import { callFunction, signUp } from './callable-user.ts';

const callables = [
  'retryKnowledgeSync',
  'reconcileKnowledge',
  'syncTunebook',
  'cancelTunebookSync',
  'deleteMyData',
] as const;

let own: Stack;
let enforcing: StackAddresses;
beforeAll(async () => {
  own = await startStack({ name: 'app-check', params: { ENFORCE_APP_CHECK: 'true' } });
  enforcing = addressesOf(own);
});
afterAll(() => own?.stop());

test.each(callables)(
  '%s refuses a signed-in user without an App Check token when App Check is enforced',
  async (name) => {
    const user = await signUp(enforcing);
    const refused = await callFunction(enforcing, name, user, {});
    expect(refused).toMatchObject({ status: 401, error: { status: 'UNAUTHENTICATED' } });
  },
);

test('no token is needed when App Check is not enforced', async () => {
  const stack = inject('stack');
  const answer = await callFunction(stack, 'cancelTunebookSync', await signUp(stack));
  expect(answer).toEqual({ status: 200, result: { cancelled: false } });
});
