import { expect, test } from 'vitest';
import { formatTags, parseTags } from '../../../web/src/knowledge/tags-field.ts';

test('tags are separated by commas, trimmed, and empty ones left out', () => {
  expect(parseTags(' shop,  opening hours ,, ')).toEqual(['shop', 'opening hours']);
});

test('no tags are an empty line', () => {
  expect(parseTags('')).toEqual([]);
  expect(formatTags([])).toBe('');
});

test('formatted tags read back the same', () => {
  const tags = ['shop', 'opening hours'];
  expect(parseTags(formatTags(tags))).toEqual(tags);
});
