import { randomUUID } from 'node:crypto';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { answerDeletion } from '../../../functions/src/account/answer.ts';
import type { AccountContext } from '../../../functions/src/account/context.ts';
import type { Caller } from '../../../functions/src/caller.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { projectId } from '../../../local/paths.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { openFirestore } from '../firestore.ts';
import { eventually, useTunebookWorld } from '../tunebook/world.ts';
import { type CallableUser, callFunction, signUp } from './callable-user.ts';

const stack = inject('stack');
const { db, close } = openFirestore(projectId);
let app: App;
beforeAll(() => {
  process.env.FIREBASE_AUTH_EMULATOR_HOST = stack.authHost;
  app = initializeApp({ projectId }, 'delete-my-data');
});
afterAll(() => Promise.all([close(), deleteApp(app)]));

/** Writes a profile, tunes and a progress document, as a sync leaves them. */
async function give(uid: string, tunes: number, firestore = db): Promise<void> {
  const writer = firestore.bulkWriter();
  for (let tuneId = 1; tuneId <= tunes; tuneId += 1) {
    void writer.set(firestore.doc(`${paths.userTunes(uid)}/${tuneId}`), { tuneId, name: 'Reel', type: 'Reel' });
  }
  void writer.set(firestore.doc(`${paths.users}/${uid}`), { thesessionMemberId: 7 });
  void writer.set(firestore.doc(`${paths.tunebookSyncs}/${uid}`), {
    status: 'completed',
    leaseOwner: null,
    leaseExpiresAt: null,
  });
  await writer.close();
}

/** How many documents of a user are left, not counting the record of the deletion. */
async function leftOf(uid: string, firestore = db): Promise<number> {
  const single = [`${paths.users}/${uid}`, `${paths.tunebookSyncs}/${uid}`];
  const documents = await firestore.getAll(...single.map((path) => firestore.doc(path)));
  const tunes = await firestore.collection(paths.userTunes(uid)).listDocuments();
  return documents.filter(({ exists }) => exists).length + tunes.length;
}

describe('the deployed callable', () => {
  let user: CallableUser;
  beforeEach(async () => {
    user = await signUp(stack);
  });

  test('deletes all data and the account of the caller, and nothing of other users', async () => {
    const other = await signUp(stack);
    await Promise.all([give(user.uid, 3), give(other.uid, 3)]);
    const answer = await callFunction(stack, 'deleteMyData', user);
    expect(answer).toEqual({ status: 200, result: { status: 'completed', tunesDeleted: 3 } });
    expect([await leftOf(user.uid), await leftOf(other.uid)]).toEqual([0, 5]);
    await expect(getAuth(app).getUser(user.uid)).rejects.toMatchObject({ code: 'auth/user-not-found' });
    await expect(getAuth(app).getUser(other.uid)).resolves.toMatchObject({ uid: other.uid });
    const record = (await db.doc(`${paths.accountDeletions}/${user.uid}`).get()).data();
    expect(record).toEqual({
      status: 'completed',
      tunesDeleted: 3,
      startedAt: expect.any(Timestamp),
      finishedAt: expect.any(Timestamp),
      expiresAt: expect.any(Timestamp),
    });
    expect(record?.expiresAt.toMillis() - record?.startedAt.toMillis()).toBe(24 * 3_600_000);
  });

  test('succeeds for a user without data', async () => {
    const empty = { status: 200, result: { status: 'completed', tunesDeleted: 0 } };
    expect(await callFunction(stack, 'deleteMyData', user)).toEqual(empty);
  });

  test('refuses a call without sign-in or with any input', async () => {
    expect(await callFunction(stack, 'deleteMyData', null)).toMatchObject({ status: 401 });
    await give(user.uid, 1);
    expect(await callFunction(stack, 'deleteMyData', user, { uid: 'another' })).toMatchObject({ status: 400 });
    expect(await leftOf(user.uid)).toBe(3);
  });
});

describe('a deletion', () => {
  const justNow = (uid: string): Caller => ({ uid, signedInAtMs: Date.now() });
  const world = useTunebookWorld();
  const deleted: string[] = [];
  const context = (change: Partial<AccountContext> = {}): AccountContext => ({
    db: world.context.db,
    deletesAccounts: true,
    deleteUser: async (uid) => void deleted.push(uid),
    now: Date.now,
    log: world.context.log,
    ...change,
  });
  const record = async (uid: string) => (await world.context.db.doc(`${paths.accountDeletions}/${uid}`).get()).data();
  let uid: string;
  beforeEach(() => {
    uid = `user-${randomUUID().slice(0, 8)}`;
  });

  test('continues where an earlier call was cut short and counts all tunes together', async () => {
    await give(uid, 1100, world.context.db);
    let commits = 0;
    const failing = new Proxy(world.context.db, {
      get: (target, property) => {
        if (property === 'batch' && ++commits > 1) throw Object.assign(new Error('gone'), { code: 14 });
        const value = Reflect.get(target, property);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await expect(answerDeletion(context({ db: failing }), justNow(uid))).rejects.toMatchObject({ code: 'internal' });
    expect(await record(uid)).toMatchObject({
      status: 'deleting',
      tunesDeleted: 499,
      expiresAt: expect.any(Timestamp),
    });
    expect(deleted).not.toContain(uid);
    expect(await answerDeletion(context(), justNow(uid))).toEqual({ status: 'completed', tunesDeleted: 1100 });
    expect(await leftOf(uid, world.context.db)).toBe(0);
    expect(deleted).toContain(uid);
  });

  test('can be repeated, and blocks later syncs with a token that is still valid', async () => {
    await give(uid, 2, world.context.db);
    await answerDeletion(context(), justNow(uid));
    await expect(world.sync(uid, { memberId: memberOf(3) })).rejects.toMatchObject({
      code: 'failed-precondition',
      details: { reason: 'leaving' },
    });
    expect(await leftOf(uid, world.context.db)).toBe(0);
    expect(world.theSession.requests.find()).toEqual([]);
    expect(await answerDeletion(context(), justNow(uid))).toEqual({ status: 'completed', tunesDeleted: 2 });
  });

  test('deletes the account last and stays `deleting` when that fails', async () => {
    await give(uid, 2, world.context.db);
    const deleteUser = async () => {
      expect(await leftOf(uid, world.context.db)).toBe(0);
      throw Object.assign(new Error('no right'), { code: 'auth/insufficient-permission' });
    };
    await expect(answerDeletion(context({ deleteUser }), justNow(uid))).rejects.toMatchObject({ code: 'internal' });
    expect(await record(uid)).toMatchObject({ status: 'deleting', finishedAt: null });
    expect(world.log).toContainEqual(expect.objectContaining({ event: 'account.deletion_failed' }));
  });

  test('is refused while a sync is running and succeeds after it', async () => {
    const memberId = memberOf(3);
    world.order(1, [{ kind: 'hold' }]);
    const running = world.sync(uid, { memberId });
    await world.theSession.requests.waitFor({ page: 1 });
    await expect(answerDeletion(context(), justNow(uid))).rejects.toMatchObject({
      code: 'failed-precondition',
      details: { reason: 'sync-running', path: `${paths.tunebookSyncs}/${uid}` },
    });
    expect(await record(uid)).toBeUndefined();
    world.theSession.release();
    await expect(running).resolves.toMatchObject({ success: true });
    expect(await answerDeletion(context(), justNow(uid))).toEqual({ status: 'completed', tunesDeleted: 3 });
  });

  test('that starts together with a sync deletes everything or is refused', async () => {
    const memberId = memberOf(3);
    const outcomes = await Promise.allSettled([world.sync(uid, { memberId }), answerDeletion(context(), justNow(uid))]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeLessThan(2);
    // The official emulator may give up one of two colliding transactions: internal, with nothing stored.
    for (const { reason } of refused) expect(reason.code).toBeOneOf(['failed-precondition', 'internal']);
    expect(await leftOf(uid, world.context.db)).toBe(outcomes[1]?.status === 'fulfilled' ? 0 : 5);
  });

  test.each([
    [5 * 60_000 + 1, 'is refused', 'recent-sign-in'],
    [5 * 60_000, 'succeeds', null],
  ])('%i ms after the sign-in %s', async (age, _, reason) => {
    await give(uid, 1, world.context.db);
    const now = Date.now();
    const outcome = answerDeletion(context({ now: () => now }), { uid, signedInAtMs: now - age });
    if (reason === null) await expect(outcome).resolves.toMatchObject({ status: 'completed' });
    else await expect(outcome).rejects.toMatchObject({ code: 'failed-precondition', details: { reason } });
    expect(await leftOf(uid, world.context.db)).toBe(reason === null ? 0 : 3);
  });

  test('without a sign-in time is refused', async () => {
    await give(uid, 1, world.context.db);
    const outcome = answerDeletion(context(), { uid, signedInAtMs: Number.NaN });
    await expect(outcome).rejects.toMatchObject({ details: { reason: 'recent-sign-in' } });
    expect(await leftOf(uid, world.context.db)).toBe(3);
  });

  test('leaves the profile of another app and the account alone unless accounts are deleted', async () => {
    await give(uid, 2, world.context.db);
    const profile = world.context.db.doc(`users/${uid}`);
    await profile.set({ displayName: 'kept', thesessionMemberId: 7 });
    await answerDeletion(context({ deletesAccounts: false }), justNow(uid));
    expect((await profile.get()).data()).toEqual({ displayName: 'kept' });
    expect(deleted).not.toContain(uid);
    expect((await world.context.db.collection(`users/${uid}/tunes`).get()).empty).toBe(true);
  });

  /** A Firestore whose `nth` commit of a batch, counting from 1, waits until it is thawed. */
  function freezing(nth: number) {
    let commits = 0;
    let freeze = () => {};
    let thaw = () => {};
    const frozen = new Promise<'frozen'>((resolve) => {
      freeze = () => resolve('frozen');
    });
    const thawed = new Promise<void>((resolve) => {
      thaw = resolve;
    });
    const batch = () => {
      const real = world.context.db.batch();
      const commit = real.commit.bind(real);
      return Object.assign(real, {
        commit: async () => {
          commits += 1;
          if (commits === nth) {
            freeze();
            await thawed;
          }
          return await commit();
        },
      });
    };
    const frozenDb: typeof world.context.db = new Proxy(world.context.db, {
      get: (target, property) => {
        if (property === 'batch') return batch;
        const value = Reflect.get(target, property);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    return { db: frozenDb, frozen, thaw: () => thaw() };
  }

  test.each([
    ['its profile', 1],
    ['its tunes', 3],
  ])('leaves nothing of a user whose sync froze before the commit of %s', async (_, nth) => {
    const { db: frozenDb, frozen, thaw } = freezing(nth);
    const sync = world
      .sync(uid, { memberId: memberOf(3) }, { ...world.instance(), db: frozenDb })
      .catch((error: unknown) => error);
    expect(await Promise.race([frozen, sync])).toBe('frozen');
    // The catalogue is written in between.
    await eventually(async () => expect((await world.catalogue()).size).toBe(3));
    await world.progressDocument(uid).update({ leaseExpiresAt: Timestamp.fromMillis(Date.now() - 1) });
    await answerDeletion(context(), justNow(uid));
    thaw();
    expect(await sync).toBeInstanceOf(Error);
    expect(await leftOf(uid, world.context.db)).toBe(0);
  });
});
