import { describe, expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();
const saved = async (uid: string) => (await world.profile(uid).get()).get('thesessionMemberId');

describe('the saved member', () => {
  test('is the last one given, and is used when none is given', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    expect(await saved('u')).toBe(memberOf(3));
    const { results } = await world.sync('u', {});
    expect(results).toMatchObject({ tunesFetched: 3, personTunesSkipped: 3 });
    expect(await world.progress('u')).toMatchObject({ memberId: memberOf(3) });
  });

  test('is used by a call without any input', async () => {
    await world.profile('u').set({ thesessionMemberId: memberOf(2) });
    expect((await world.sync('u', null)).results).toMatchObject({ tunesFetched: 2 });
  });

  test('stays when saveMemberId is false', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    await world.sync('u', { memberId: memberOf(2), saveMemberId: false });
    expect(await saved('u')).toBe(memberOf(3));
  });

  test.each([
    ['unknown', 55_555],
    ['private', 410],
  ])('is never replaced by one that is %s', async (_, memberId) => {
    await world.sync('u', { memberId: memberOf(3) });
    await world.syncError('u', { memberId });
    expect(await saved('u')).toBe(memberOf(3));
  });

  test('is saved once page 1 has been read, even if other pages fail', async () => {
    world.order(2, [{ kind: 'status', status: 500 }], null);
    await world.sync('u', { memberId: memberOf(60) });
    expect(await saved('u')).toBe(memberOf(60));
  });

  test('is saved without touching the rest of the profile', async () => {
    await world.profile('u').set({ other: 'kept' });
    await world.sync('u', { memberId: memberOf(1) });
    expect((await world.profile('u').get()).data()).toEqual({ other: 'kept', thesessionMemberId: memberOf(1) });
  });
});

test.each([
  ['none is saved', undefined],
  ['the saved one is invalid', { thesessionMemberId: 1.5 }],
])('a call without a member is refused and requests nothing when %s', async (_, profile) => {
  if (profile !== undefined) await world.profile('u').set(profile);
  const error = await world.syncError('u', {});
  expect(error.code).toBe('invalid-argument');
  expect(error.message).toMatch(/^memberId: Enter a thesession.org member number.*no saved member/);
  expect(world.theSession.requests.counters().requests).toBe(0);
  expect((await world.progressDocument('u').get()).exists).toBe(false);
});
