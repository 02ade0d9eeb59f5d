import { describe, expect, test } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { memberInOrder, memberOf } from '../../../local/stub/thesession/members.ts';
import { tuneAt } from '../../../local/stub/thesession/tunes.ts';
import { countTraffic } from './firestore-traffic.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

describe('simultaneous calls', () => {
  test('by one user start one sync, and the other three get its path', async () => {
    world.theSession.settings.latencyMs = 20;
    const instances = [world.context, world.context, world.instance(), world.instance()];
    const calls = instances.map((context) => world.sync('u', { memberId: memberOf(120) }, context));
    const results = await Promise.allSettled(calls);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(3);
    for (const error of refused) {
      expect(error).toBeInstanceOf(CallableError);
      expect(error).toMatchObject({ code: 'already-exists', details: { path: `${paths.tunebookSyncs}/u` } });
    }
    expect(world.pageRequests()).toEqual({ 1: 1, 2: 1, 3: 1 });
    expect(await world.progress('u')).toMatchObject({ status: 'completed', personTunesAdded: 120 });
  });

  test('by one user start one sync, even if it ended before the other call was processed', async () => {
    let called = Date.now();
    const late = { ...world.instance(), now: () => called };
    await world.sync('u', { memberId: memberOf(3) });
    expect((await world.syncError('u', { memberId: memberOf(3) }, late)).code).toBe('already-exists');
    called = Date.now();
    expect((await world.sync('u', { memberId: memberOf(3) }, late)).results).toMatchObject({ personTunesSkipped: 3 });
  });

  test('by a user who adds a tune meanwhile leave that tune alone and count it as skipped', async () => {
    world.order(2, [{ kind: 'hold' }]);
    const sync = world.sync('u', { memberId: memberOf(60) });
    await world.theSession.requests.waitFor({ page: 2 });
    const { id } = tuneAt(55);
    const own = world.profile('u').collection(paths.tunes).doc(String(id));
    await own.set({ tuneId: id, learnStatus: 'learned' });
    world.theSession.release();
    const { results } = await sync;
    expect(results).toMatchObject({ status: 'completed', personTunesAdded: 59, personTunesSkipped: 1, errorCount: 0 });
    expect((await own.get()).data()).toEqual({ tuneId: id, learnStatus: 'learned' });
  });

  test('by 20 users for the same tunes in 20 orders all succeed in full, with few commits', async () => {
    const users = Array.from({ length: 20 }, (_, place) => ({ uid: `u${place}`, memberId: memberInOrder(300, place) }));
    const instances = [world.context, world.instance()];
    const { tuneCommits } = await countTraffic(async () => {
      const answers = await Promise.all(
        users.map(({ uid, memberId }, place) => world.sync(uid, { memberId }, instances[place % 2])),
      );
      for (const { results } of answers) {
        expect(results).toMatchObject({ status: 'completed', personTunesAdded: 300, errorCount: 0 });
      }
      expect(answers.reduce((sum, { results }) => sum + results.tunesCreated, 0)).toBe(300);
    });
    for (const { uid } of users) expect((await world.collection(uid)).size).toBe(300);
    expect((await world.catalogue()).size).toBe(300);
    // Six pages each; without taking turns it takes thousands.
    expect(tuneCommits).toBeLessThanOrEqual(20 * 12);
  });
});
