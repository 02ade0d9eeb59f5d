import { describe, expect, test } from 'vitest';
import { type Draft, type DraftProblem, draftProblems } from '../../../functions/src/shared/draft.ts';

const fiddle = '🎻';
const draft = (change: Partial<Draft>): Draft => ({ title: 'Hours', content: 'Nine.', tags: [], ...change });
const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag ${index}`);

const fine: readonly (readonly [string, Partial<Draft>])[] = [
  ['a title of one character', { title: 'x' }],
  ['a title of 200 characters', { title: 'x'.repeat(200) }],
  ['a title of 100 characters of two UTF-16 units', { title: fiddle.repeat(100) }],
  ['content of one character', { content: 'x' }],
  ['content of 300 000 characters', { content: 'x'.repeat(300_000) }],
  ['content of 150 000 characters of two UTF-16 units', { content: fiddle.repeat(150_000) }],
  ['content with space around it', { content: ' x\n' }],
  ['20 tags', { tags: tags(20) }],
  ['a tag of 20 characters of two UTF-16 units', { tags: [fiddle.repeat(20)] }],
];
const wrong: readonly (readonly [string, Partial<Draft>, DraftProblem['field'], RegExp])[] = [
  ['no title', { title: '' }, 'title', /Give the document a title/],
  ['a blank title', { title: ' \n' }, 'title', /Give the document a title/],
  ['space before the title', { title: ' x' }, 'title', /Remove the space/],
  ['space after the title', { title: 'x\u3000' }, 'title', /Remove the space/],
  ['a title of 201 characters', { title: 'x'.repeat(201) }, 'title', /has 201 characters; at most 200 fit/],
  [
    'a title of 201 UTF-16 units in 101 characters',
    { title: `${fiddle.repeat(100)}x` },
    'title',
    /has 201 characters; at most 200 fit/,
  ],
  ['no content', { content: '' }, 'content', /Write the text/],
  ['blank content', { content: ' \t\n' }, 'content', /Write the text/],
  [
    'content of 300 001 characters',
    { content: 'x'.repeat(300_001) },
    'content',
    /has 300,001 characters; at most 300,000 fit\. Split/,
  ],
  ['content of 300 001 UTF-16 units', { content: `${fiddle.repeat(150_000)}x` }, 'content', /has 300,001 characters/],
  ['21 tags', { tags: tags(21) }, 'tags', /21 tags; at most 20 fit/],
  ['a tag twice', { tags: ['a', 'b', 'a'] }, 'tags', /Two tags are the same\. Remove one/],
  ['an empty tag', { tags: ['a', ''] }, 'tags', /empty\. Remove it/],
  ['a blank tag', { tags: [' '] }, 'tags', /empty\. Remove it/],
  ['a tag of 41 characters', { tags: ['x'.repeat(41)] }, 'tags', /has 41 characters; at most 40 fit/],
];

describe('a draft', () => {
  test.each(fine)('may have %s', (_, change) => expect(draftProblems(draft(change))).toEqual([]));

  test.each(wrong)('may not have %s', (_, change, field, message) => {
    expect(draftProblems(draft(change))).toEqual([{ field, message: expect.stringMatching(message) }]);
  });

  test('reports every problem', () => {
    const fields = draftProblems({ title: '', content: '', tags: [''] }).map(({ field }) => field);
    expect(fields).toEqual(['title', 'content', 'tags']);
  });
});
