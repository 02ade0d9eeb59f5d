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
  ['nobody signed in', () => clients.signedOut()],
];

describe('a profile', () => {
  test('is read by its owner, also before it exists', async () => {
    await assertSucceeds(profile().get());
    await clients.store(path, { thesessionMemberId: 12 });
    await assertSucceeds(profile().get());
  });

  test.each(others)('is neither read nor written nor listed by %s', async (_who, client) => {
    await assertFails(client().doc(path).set({ thesessionMemberId: 12 }));
    await clients.store(path, { thesessionMemberId: 12 });
    await assertFails(client().doc(path).get());
    await assertFails(client().collection(paths.users).get());
    await assertFails(client().doc(path).update({ thesessionMemberId: 13 }));
    await assertFails(client().doc(path).delete());
  });

  test('is not listed by its owner', async () => {
    await assertFails(clients.user('player').collection(paths.users).get());
  });

  test('is not deleted by its owner, who removes the member id instead', async () => {
    await clients.store(path, { thesessionMemberId: 12 });
    await assertFails(profile().delete());
    await assertSucceeds(profile().update({ thesessionMemberId: deleteField() }));
    expect((await profile().get()).data()).toEqual({});
  });
});

describe('the member id', () => {
  test.each([1, 12, largest])('%i is accepted', async (thesessionMemberId) => {
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
  ])('%s is refused', async (_name, thesessionMemberId) => {
    await assertFails(profile().set({ thesessionMemberId }));
    await clients.store(path, { thesessionMemberId: 7 });
    await assertFails(profile().update({ thesessionMemberId }));
  });

  test('is counted up to the largest exact integer and no further', async () => {
    await clients.store(path, { thesessionMemberId: largest - 1 });
    await assertSucceeds(profile().update({ thesessionMemberId: increment(1) }));
    await assertFails(profile().update({ thesessionMemberId: increment(1) }));
  });
});

test.each<[string, Record<string, unknown>]>([
  ['another field', { name: 'Player' }],
  ['a role', { editor: true }],
  ['another field beside the member id', { thesessionMemberId: 12, editor: true }],
])('%s is refused', async (_name, change) => {
  await assertFails(profile().set(change));
  await clients.store(path, { thesessionMemberId: 7 });
  await assertFails(profile().update(change));
  await assertFails(profile().set(change, { merge: true }));
});

test('a field that the functions wrote is neither changed nor removed by the owner, and stands in no way', async () => {
  await clients.store(path, { thesessionMemberId: 7, plan: 'free' });
  await assertFails(profile().update({ plan: 'paid' }));
  await assertFails(profile().update({ plan: deleteField() }));
  await assertFails(profile().set({ thesessionMemberId: 12 }));
  await assertSucceeds(profile().update({ thesessionMemberId: 12 }));
});
