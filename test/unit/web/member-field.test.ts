import { describe, expect, test } from 'vitest';
import { readMemberField } from '../../../web/src/tunebook/member-field.ts';

describe('the member field', () => {
  test.each([
    ['1234', 1234],
    ['  1234 ', 1234],
    ['https://thesession.org/members/1234', 1234],
    ['http://www.thesession.org/members/1234/', 1234],
    ['thesession.org/members/1234?format=json', 1234],
    ['HTTPS://TheSession.org/members/1234/tunebook#top', 1234],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('accepts %j', (text, id) => {
    expect(readMemberField(text)).toEqual({ kind: 'member', id });
  });

  test.each([[''], ['   ']])('treats %j as empty', (text) => {
    expect(readMemberField(text)).toEqual({ kind: 'empty' });
  });

  test('takes anything else as a name', () => {
    expect(readMemberField(' Fiddler Jane ')).toEqual({ kind: 'name', name: 'Fiddler Jane' });
    expect(readMemberField('4 Strings')).toEqual({ kind: 'name', name: '4 Strings' });
  });

  test.each([
    ['a negative number', '-5', /a whole number/],
    ['a fraction', '12.9', /a whole number/],
    ['an exponent', '1e3', /a whole number/],
    ['zero', '0', /begin at 1/],
    ['a number past the safe integers', '9007199254740992', /too large/],
    ['the address of a tune', 'https://thesession.org/tunes/12', /not a member profile/],
    ['a profile without a number', 'https://thesession.org/members/', /not a member profile/],
    ['a number that goes on as a word', 'https://thesession.org/members/12abc', /not a member profile/],
    ['another site', 'https://example.com/members/12', /not at thesession\.org/],
    ['a site that only ends alike', 'https://notthesession.org/members/12', /not at thesession\.org/],
    ['a site that only begins alike', 'https://thesession.org.example.com/members/12', /not at thesession\.org/],
  ])('explains %s', (_what, text, message) => {
    const field = readMemberField(text);
    expect(field).toEqual({ kind: 'problem', message: expect.stringMatching(message) });
  });
});
