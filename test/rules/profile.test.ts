import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { deleteField, increment, serverTimestamp } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Client, rulesClients } from './clients.ts';

const clients = rulesClients();
const path = `${paths.users}/player`;
const largest = Number.MAX_SAFE_INTEGER;

function profile() {
  return clients.user('player').doc(path);
}

const others: readonly [string, () => Client][] = [
  ['another user', () => clients.user('other')],
  ['an editor', () => clients.editor()],
  ['a signed-out client', () => clients.signedOut()],
];

describe('a profile', () => {
  test('can be read by its owner, even before it exists', async () => {
    await assertSucceeds(profile().get());
    await clients.store(path, { thesessionMemberId: 12 });
    await assertSucceeds(profile().get());
  });

  test.each(others)('cannot be read, written or listed by %s', async (_who, client) => {
    await assertFails(client().doc(path).set({ thesessionMemberId: 12 }));
    await clients.store(path, { thesessionMemberId: 12 });
    await assertFails(client().doc(path).get());
    await assertFails(client().collection(paths.users).get());
    await assertFails(client().doc(path).update({ thesessionMemberId: 13 }));
    await assertFails(client().doc(path).delete());
  });

  test('cannot be listed by its owner', async () => {
    await assertFails(clients.user('player').collection(paths.users).get());
  });

  test('cannot be deleted by its owner, who can remove the member id', async () => {
    await clients.store(path, { thesessionMemberId: 12 });
    await assertFails(profile().delete());
    await assertSucceeds(profile().update({ thesessionMemberId: deleteField() }));
    expect((await profile().get()).data()).toEqual({});
  });
});

describe.each(['deleting', 'completed'])('while a deletion of the user is %s, a profile', (status) => {
  test('cannot be created or changed by its owner', async () => {
    await clients.store(`${paths.accountDeletions}/player`, { status });
    await assertFails(profile().set({ thesessionMemberId: 12 }));
    await clients.store(path, { thesessionMemberId: 7 });
    await assertFails(profile().update({ thesessionMemberId: 12 }));
    await assertFails(profile().update({ thesessionMemberId: deleteField() }));
  });

  test('of another user can still be changed', async () => {
    await clients.store(`${paths.accountDeletions}/player`, { status });
    await assertSucceeds(clients.user('other').doc(`${paths.users}/other`).set({ thesessionMemberId: 12 }));
  });
});

describe('the member id', () => {
  test.each([1, 12, largest])('can be %i', async (thesessionMemberId) => {
    await assertSucceeds(profile().set({ thesessionMemberId }));
    await clients.store(path, { thesessionMemberId: 7 });
    await assertSucceeds(profile().update({ thesessionMemberId }));
  });

  test.each<[string, unknown]>([
    ['zero', 0],
    ['a negative number', -1],
    ['a fraction', 12.5],
    ['a number too large to be exact', largest + 1],
    ['infinity', Number.POSITIVE_INFINITY],
    ['not a number', Number.NaN],
    ['text', '12'],
    ['true', true],
    ['null', null],
    ['a list', [12]],
    ['a map', { id: 12 }],
    ['a time', serverTimestamp()],
  ])('cannot be %s', async (_name, thesessionMemberId) => {
    await assertFails(profile().set({ thesessionMemberId }));
    await clients.store(path, { thesessionMemberId: 7 });
    await assertFails(profile().update({ thesessionMemberId }));
  });

  test('can be incremented up to the largest safe integer and no further', async () => {
    await clients.store(path, { thesessionMemberId: largest - 1 });
    await assertSucceeds(profile().update({ thesessionMemberId: increment(1) }));
    await assertFails(profile().update({ thesessionMemberId: increment(1) }));
  });
});

test.each<[string, Record<string, unknown>]>([
  ['an unknown field', { name: 'Player' }],
  ['an editor role', { editor: true }],
  ['an editor role beside the member id', { thesessionMemberId: 12, editor: true }],
])('a profile cannot get %s', async (_name, change) => {
  await assertFails(profile().set(change));
  await clients.store(path, { thesessionMemberId: 7 });
  await assertFails(profile().update(change));
  await assertFails(profile().set(change, { merge: true }));
});

test('a field that the functions wrote cannot be changed by the owner and does not block other changes', async () => {
  await clients.store(path, { thesessionMemberId: 7, plan: 'free' });
  await assertFails(profile().update({ plan: 'paid' }));
  await assertFails(profile().update({ plan: deleteField() }));
  await assertFails(profile().set({ thesessionMemberId: 12 }));
  await assertSucceeds(profile().update({ thesessionMemberId: 12 }));
});
