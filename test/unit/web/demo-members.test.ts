import { expect, test } from 'vitest';
import { demoMembers as stubMembers } from '../../../local/stub/thesession/demo-members.ts';
import { demoMembers } from '../../../web/src/tunebook/demo-members.ts';

test('the demo members on the page are those of the stub', () => {
  expect(demoMembers).toEqual(stubMembers.map(({ id, description }) => ({ id, description })));
});
