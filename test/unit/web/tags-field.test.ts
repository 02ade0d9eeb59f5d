import { expect, test } from 'vitest';
import { formatTags, parseTags } from '../../../web/src/knowledge/tags-field.ts';

test('tags are split at commas and trimmed, without empty ones', () => {
  expect(parseTags(' shop,  opening hours ,, ')).toEqual(['shop', 'opening hours']);
});

test('no tags format as an empty line', () => {
  expect(parseTags('')).toEqual([]);
  expect(formatTags([])).toBe('');
});

test('formatted tags parse back unchanged', () => {
  const tags = ['shop', 'opening hours'];
  expect(parseTags(formatTags(tags))).toEqual(tags);
});
