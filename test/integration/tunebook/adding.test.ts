import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { tuneAt } from '../../../local/stub/thesession/tunes.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

describe('a tunebook of three', () => {
  test('takes one page and adds each tune to the collection and the catalogue', async () => {
    const answer = await world.sync('u', { memberId: memberOf(3) });
    expect(answer.success).toBe(true);
    expect(answer.results).toEqual({
      status: 'completed',
      progressPercent: 100,
      tunesFetched: 3,
      tunesTotal: 3,
      tunesCreated: 3,
      personTunesAdded: 3,
      personTunesSkipped: 0,
      errorCount: 0,
    });
    expect(world.pageRequests()).toEqual({ 1: 1 });
    const { id: tuneId, name, url } = tuneAt(2);
    const own = (await world.collection('u')).get(tuneId)?.data();
    const added = { tuneId, name, type: 'Slip Jig', learnStatus: 'want to learn', source: 'thesession.org' };
    expect(own).toEqual({ ...added, addedAt: expect.any(Timestamp) });
    const shared = (await world.catalogue()).get(tuneId)?.data();
    expect(shared).toEqual({ tuneId, name, type: 'Slip Jig', url, createdAt: expect.any(Timestamp) });
  });

  test('is added with the chosen learn status, and with learnedAt only if learned', async () => {
    await world.sync('learner', { memberId: memberOf(3), learnStatus: 'learning' });
    await world.sync('master', { memberId: memberOf(3), learnStatus: 'learned' });
    for (const tune of (await world.collection('learner')).values()) {
      expect(tune.data()).toMatchObject({ learnStatus: 'learning' });
      expect(tune.data()).not.toHaveProperty('learnedAt');
    }
    for (const tune of (await world.collection('master')).values()) {
      expect(tune.data()).toMatchObject({ learnStatus: 'learned', learnedAt: expect.any(Timestamp) });
    }
  });
});

test('an empty tunebook completes with all counts zero', async () => {
  const { results, message } = await world.sync('u', { memberId: 7 });
  const none = { tunesFetched: 0, tunesTotal: 0, tunesCreated: 0, personTunesAdded: 0, personTunesSkipped: 0 };
  expect(results).toEqual({ status: 'completed', progressPercent: 100, ...none, errorCount: 0 });
  expect(message).toBe('The tunebook is empty. No tunes were added.');
});

describe('a second sync', () => {
  test('leaves owned tunes as they are and counts them as skipped', async () => {
    await world.sync('u', { memberId: memberOf(3) });
    const kept = world
      .profile('u')
      .collection(paths.tunes)
      .doc(String(tuneAt(0).id));
    await kept.update({ learnStatus: 'learned', notes: 'In D, slowly.' });
    const { results } = await world.sync('u', { memberId: memberOf(5), learnStatus: 'learning' });
    expect(results).toMatchObject({ tunesFetched: 5, personTunesAdded: 2, personTunesSkipped: 3, tunesCreated: 2 });
    expect((await kept.get()).data()).toMatchObject({ learnStatus: 'learned', notes: 'In D, slowly.' });
    const statuses = [...(await world.collection('u')).values()].map((tune) => tune.get('learnStatus'));
    expect(statuses.sort()).toEqual(['learned', 'learning', 'learning', 'want to learn', 'want to learn']);
  });

  test('of an unchanged tunebook writes no tune', async () => {
    await world.sync('u', { memberId: memberOf(120) });
    const stamps = async () => {
      const all = [...(await world.collection('u')).values(), ...(await world.catalogue()).values()];
      return all.map(({ ref, updateTime }) => `${ref.path} ${updateTime?.valueOf()}`);
    };
    const before = await stamps();
    const { results } = await world.sync('u', { memberId: memberOf(120) });
    expect(results).toMatchObject({ tunesCreated: 0, personTunesAdded: 0, personTunesSkipped: 120, errorCount: 0 });
    expect(before).toHaveLength(240);
    expect(await stamps()).toEqual(before);
  });

  test('restores a tune that its owner deleted and keeps one that left the tunebook', async () => {
    await world.sync('u', { memberId: memberOf(5) });
    await world
      .profile('u')
      .collection(paths.tunes)
      .doc(String(tuneAt(0).id))
      .delete();
    const { results } = await world.sync('u', { memberId: memberOf(3) });
    expect(results).toMatchObject({ personTunesAdded: 1, personTunesSkipped: 2 });
    expect((await world.collection('u')).size).toBe(5);
  });
});

test('an existing catalogue entry is never refreshed', async () => {
  const known = world.context.db.doc(`tunes/${tuneAt(0).id}`);
  await known.set({ tuneId: tuneAt(0).id, name: 'As it was' });
  const { results } = await world.sync('u', { memberId: memberOf(3) });
  expect(results).toMatchObject({ tunesCreated: 2, personTunesAdded: 3 });
  expect((await known.get()).data()).toEqual({ tuneId: tuneAt(0).id, name: 'As it was' });
  expect([...(await world.catalogue()).keys()]).toEqual([0, 1, 2].map((place) => tuneAt(place).id));
});

test('a page with more tunes than requested is saved in full', async () => {
  const tunes = Array.from({ length: 100 }, (_, place) => tuneAt(place));
  world.order(1, [{ kind: 'status', status: 200, body: JSON.stringify({ total: 100, tunes }) }]);
  const { results } = await world.sync('u', { memberId: memberOf(100) });
  expect(results).toMatchObject({ tunesFetched: 100, personTunesAdded: 100, tunesCreated: 100, errorCount: 0 });
});

test('tunes that arrive faster than they are saved are all saved', async () => {
  const { results } = await world.sync('u', { memberId: memberOf(1500) });
  expect(results).toMatchObject({ tunesFetched: 1500, personTunesAdded: 1500, tunesCreated: 1500, errorCount: 0 });
  expect(await world.profile('u').collection(paths.tunes).listDocuments()).toHaveLength(1500);
});
