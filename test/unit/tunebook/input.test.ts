import { describe, expect, test } from 'vitest';
import { findInput } from '../../../functions/src/tunebook/find-members.ts';
import { cancelInput, syncInput } from '../../../functions/src/tunebook/input.ts';

describe('the input of a sync', () => {
  const defaults = { memberId: undefined, learnStatus: 'want to learn', saveMemberId: true, retry: true };
  test.each([
    ['nothing', undefined, defaults],
    ['null', null, defaults],
    ['an empty object', {}, defaults],
    ['a member', { memberId: 12 }, { ...defaults, memberId: 12 }],
    ['the largest member', { memberId: Number.MAX_SAFE_INTEGER }, { ...defaults, memberId: Number.MAX_SAFE_INTEGER }],
    [
      'every field',
      { memberId: 1, learnStatus: 'learned', saveMemberId: false, retry: false },
      { memberId: 1, learnStatus: 'learned', saveMemberId: false, retry: false },
    ],
  ])('accepts %s', (_, data, input) => {
    expect(syncInput.parse(data)).toEqual(input);
  });

  test.each([
    ['a text', 'tunebook', ''],
    ['a list', [], ''],
    ['a member that is true', { memberId: true }, 'memberId'],
    ['a member that is null', { memberId: null }, 'memberId'],
    ['a member as text', { memberId: '12' }, 'memberId'],
    ['a fractional member', { memberId: 12.9 }, 'memberId'],
    ['member 0', { memberId: 0 }, 'memberId'],
    ['a negative member', { memberId: -12 }, 'memberId'],
    ['a member above the safe integers', { memberId: 2 ** 53 }, 'memberId'],
    ['a member that is not a number', { memberId: Number.NaN }, 'memberId'],
    ['an infinite member', { memberId: Number.POSITIVE_INFINITY }, 'memberId'],
    ['an unknown learn status', { memberId: 1, learnStatus: 'mastered' }, 'learnStatus'],
    ['a learn status in capitals', { memberId: 1, learnStatus: 'Learned' }, 'learnStatus'],
    ['text for a boolean', { memberId: 1, saveMemberId: 'true' }, 'saveMemberId'],
    ['a number for retry', { memberId: 1, retry: 3 }, 'retry'],
    ['an unknown field', { memberId: 1, uid: 'another' }, ''],
  ])('refuses %s', (_, data, field) => {
    const read = syncInput.safeParse(data);
    expect(read.error?.issues[0]?.path.join('.')).toBe(field);
  });
});

test('the input of a cancellation is empty', () => {
  for (const data of [undefined, null, {}]) expect(cancelInput.safeParse(data).success).toBe(true);
  for (const data of [{ uid: 'another' }, 'u', 1]) expect(cancelInput.safeParse(data).success).toBe(false);
});

describe('the input of a search for members', () => {
  test.each(['ab', '  ab  ', 'x'.repeat(100)])('accepts %j', (query) => {
    expect(findInput.parse({ query })).toEqual({ query: query.trim() });
  });

  test.each([
    ['nothing', undefined],
    ['no query', {}],
    ['a query of one character', { query: ' a ' }],
    ['a query of 101 characters', { query: 'x'.repeat(101) }],
    ['a number', { query: 12 }],
    ['a list', { query: ['ab'] }],
    ['an unknown field', { query: 'ab', page: 2 }],
  ])('refuses %s', (_, data) => {
    expect(findInput.safeParse(data).success).toBe(false);
  });
});
