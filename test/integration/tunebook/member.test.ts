import { describe, expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();
const saved = async (uid: string) => (await world.profile(uid).get()).get('thesessionMemberId');

describe('the saved member', () => {
  test('is the one named last, and is used when none is named', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    expect(await saved('u')).toBe(memberOf(3));
    const { results } = await world.sync('u', {});
    expect(results).toMatchObject({ tunesFetched: 3, personTunesSkipped: 3 });
    expect(await world.progress('u')).toMatchObject({ memberId: memberOf(3) });
  });

  test('is used also by a call with no input at all', async () => {
    await world.profile('u').set({ thesessionMemberId: memberOf(2) });
    expect((await world.sync('u', null)).results).toMatchObject({ tunesFetched: 2 });
  });

  test('stays when saving is declined', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    await world.sync('u', { memberId: memberOf(2), saveMemberId: false });
    expect(await saved('u')).toBe(memberOf(3));
  });

  test.each([
    ['unknown', 55_555],
    ['private', 410],
  ])('is never erased by one that is %s', async (_, memberId) => {
    await world.sync('u', { memberId: memberOf(3) });
    await world.syncError('u', { memberId });
    expect(await saved('u')).toBe(memberOf(3));
  });

  test('is saved once the first page has been read, whatever comes of the others', async () => {
    world.order(2, [{ kind: 'status', status: 500 }], null);
    await world.sync('u', { memberId: memberOf(60) });
    expect(await saved('u')).toBe(memberOf(60));
  });

  test('does not touch the rest of the profile', async () => {
    await world.profile('u').set({ other: 'kept' });
    await world.sync('u', { memberId: memberOf(1) });
    expect((await world.profile('u').get()).data()).toEqual({ other: 'kept', thesessionMemberId: memberOf(1) });
  });
});

test.each([
  ['none is saved', undefined],
  ['what is saved is no member', { thesessionMemberId: 1.5 }],
])('without a member a call is refused when %s: nothing is fetched, no sync begins', async (_, profile) => {
  if (profile !== undefined) await world.profile('u').set(profile);
  const error = await world.syncError('u', {});
  expect(error.code).toBe('invalid-argument');
  expect(error.message).toMatch(/^memberId: Give the number of a thesession.org member.*None is saved/);
  expect(world.theSession.requests.counters().requests).toBe(0);
  expect((await world.progressDocument('u').get()).exists).toBe(false);
});
