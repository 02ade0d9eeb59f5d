import { describe, expect, test } from 'vitest';
import { excerptOf } from '../../../web/src/knowledge/excerpt.ts';

describe('an excerpt', () => {
  test.each([
    ['# Opening hours\n\nNine to five.', 'Opening hours', 'Nine to five.'],
    ['Opening hours\nNine to five.', 'opening hours', 'Nine to five.'],
    ['# Another heading\nText', 'Title', 'Another heading Text'],
    ['Some **bold**, *slanted*, `code` and ~~old~~ words', '', 'Some bold, slanted, code and old words'],
    ['See [the page](https://example.com) and ![a picture](a.png)', '', 'See the page and a picture'],
    ['- one\n- two\n1. three', '', 'one · two · three'],
    ['> A quote\n> goes on', '', 'A quote goes on'],
    ['| a | b |\n|---|---|\n| c | d |', '', 'a b c d'],
    ['```js\nlet x;\n```', '', 'let x;'],
    ['---\nText', '', 'Text'],
    ['snake_case_name and 2 * 3 * 4', '', 'snake_case_name and 2 * 3 * 4'],
    ['<b>markup</b> stays', '', '<b>markup</b> stays'],
    ['  \n\n ', '', ''],
    ['Title', 'Title', ''],
  ])('of %j under the title %j is %j', (content, title, excerpt) => {
    expect(excerptOf(content, title)).toBe(excerpt);
  });

  test('is bounded, however long the text is', () => {
    expect(excerptOf('word '.repeat(100_000), '').length).toBeLessThanOrEqual(240);
  });
});
