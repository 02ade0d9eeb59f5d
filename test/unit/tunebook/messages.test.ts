import { expect, test } from 'vitest';
import { skippedPagesMessage } from '../../../functions/src/tunebook/messages.ts';

test.each([
  [[7], 'Page 7 was not read'],
  [[7, 8], 'Pages 7–8 were not read'],
  [[3, 5, 6, 7, 40], 'Pages 3, 5–7, 40 were not read'],
])('the message about unread pages %j names them', (pages, words) => {
  expect(skippedPagesMessage(pages)).toMatch(new RegExp(`^${words} because`));
});
