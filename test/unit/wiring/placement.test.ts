import { afterEach, expect, test, vi } from 'vitest';
import { readTextFields } from '../../../functions/src/config/collection.ts';

afterEach(() => vi.unstubAllEnvs());

function fieldsWith(params: Record<string, string>) {
  for (const [param, value] of Object.entries(params)) vi.stubEnv(param, value);
  return readTextFields();
}

test('title and text are read from the fields that the params name', () => {
  expect(fieldsWith({})).toEqual({ title: 'title', content: 'content' });
  expect(fieldsWith({ KNOWLEDGE_CONTENT_FIELD: 'body-text' })).toEqual({ title: 'title', content: 'body-text' });
});

test.each(['seo.title', 'sync', '__name__', 'a/b'])('%s is no field that can hold a title', (field) => {
  expect(() => fieldsWith({ KNOWLEDGE_TITLE_FIELD: field })).toThrow(/param KNOWLEDGE_TITLE_FIELD cannot be used/);
});

test('one field does not hold both', () => {
  expect(() => fieldsWith({ KNOWLEDGE_TITLE_FIELD: 'body', KNOWLEDGE_CONTENT_FIELD: 'body' })).toThrow(/same field/);
});
