import { expect, inject, test } from 'vitest';
import { callFunction, signInAs, signUp } from './callable-user.ts';

const stack = inject('stack');

test('reconcileKnowledge answers only editors, with the report', async () => {
  const report = { remoteDocuments: expect.any(Number), missingRemotely: { count: expect.any(Number) } };
  expect(await callFunction(stack, 'reconcileKnowledge', await signInAs(stack, 'editor'))).toMatchObject({
    status: 200,
    result: { report, ordered: null },
  });
  expect(await callFunction(stack, 'reconcileKnowledge', null)).toMatchObject({ status: 401 });
  expect(await callFunction(stack, 'reconcileKnowledge', await signUp(stack))).toMatchObject({ status: 403 });
});

test.each([{ apply: 'yes' }, { all: true }, 'apply'])('reconcileKnowledge refuses %j', async (data) => {
  const answer = await callFunction(stack, 'reconcileKnowledge', await signInAs(stack, 'editor'), data);
  expect(answer).toMatchObject({ status: 400, error: { status: 'INVALID_ARGUMENT' } });
});
