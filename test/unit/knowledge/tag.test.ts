import { describe, expect, test } from 'vitest';
import { isTagOf, makeNonce, makeRemoteName, makeTag, tagOf } from '../../../functions/src/knowledge/tag.ts';

describe('a tag', () => {
  test('is the document id and a nonce of eight characters of a-z0-9', () => {
    expect(makeTag('hours_2-A', 'abcd1234')).toBe('hours_2-A-abcd1234');
    for (let count = 0; count < 200; count += 1) expect(makeNonce()).toMatch(/^[a-z0-9]{8}$/);
  });

  test('has a letter and a digit in its nonce', () => {
    // Without the rule, 7 % of nonces lack a digit: 2 000 draws miss that with a chance below 1e-60.
    for (let count = 0; count < 2_000; count += 1) expect(makeNonce()).toMatch(/^(?=.*[a-z])(?=.*\d)/);
  });

  test('differs every time', () => {
    expect(new Set(Array.from({ length: 2_000 }, makeNonce)).size).toBe(2_000);
  });

  test('uses every character of its alphabet, the first and the last included', () => {
    const used = new Set(Array.from({ length: 1_000 }, makeNonce).join(''));
    expect([...used].sort().join('')).toBe('0123456789abcdefghijklmnopqrstuvwxyz');
  });
});

describe('a remote name', () => {
  const names: readonly (readonly [string, string, string])[] = [
    ['a short title', 'Opening hours', 'tag-1 Opening hours'],
    ['a title of 100 characters', 'x'.repeat(100), `tag-1 ${'x'.repeat(100)}`],
    ['a longer title', 'x'.repeat(101), `tag-1 ${'x'.repeat(100)}`],
    ['characters of two UTF-16 units, which are never cut in half', `x${'🎻'.repeat(60)}`, `tag-1 x${'🎻'.repeat(49)}`],
    ['a cut that ends with space', `${'x'.repeat(99)} y`, `tag-1 ${'x'.repeat(99)}`],
    ['no title', '', 'tag-1'],
  ];
  test.each(names)('is the tag and the title: %s', (_, title, name) => {
    expect(makeRemoteName('tag-1', title)).toBe(name);
    expect(tagOf(name)).toBe('tag-1');
  });

  test.each(['tag-12 x', 'tag-1-a x', 'tag-', 'Tag-1 x', ' tag-1 x', 'tag-1\tx', 'a tag-1', ''])(
    'with another tag is not a match: %j',
    (name) => {
      expect(tagOf(name)).not.toBe('tag-1');
    },
  );
});

test.each([
  ['hours-abcd1234', 'hours', true],
  ['hours-a-abcd1234', 'hours-a', true],
  ['hours-a-abcd1234', 'hours', false],
  ['other-abcd1234', 'hours', false],
  ['hours-ABCD1234', 'hours', false],
  ['hours-', 'hours', false],
])('the tag %s is one of the document %s: %s', (tag, documentId, own) => {
  expect(isTagOf(tag, documentId)).toBe(own);
});
