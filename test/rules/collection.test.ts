import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { type DocumentData, deleteField, serverTimestamp, Timestamp } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { learnStatuses } from '../../functions/src/shared/learn-status.ts';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Client, rulesClients } from './clients.ts';

const clients = rulesClients();
const path = `${paths.userTunes('player')}/71`;
const earlier = Timestamp.fromMillis(Date.UTC(2026, 0, 1));

/** Stores a tune as an import adds it, with these fields replaced, and returns its owner's reference to it. */
async function storedTune(change: DocumentData = {}) {
  await clients.store(path, {
    tuneId: 71,
    name: 'The Silver Spear',
    type: 'Reel',
    learnStatus: 'learning',
    addedAt: earlier,
    source: 'thesession.org',
    ...change,
  });
  return clients.user('player').doc(path);
}

const others: readonly [string, () => Client][] = [
  ['another user', () => clients.user('other')],
  ['an editor', () => clients.editor()],
  ['a signed-out client', () => clients.signedOut()],
];

describe('a collection of tunes', () => {
  test('lets its owner read, list and delete tunes', async () => {
    const tune = await storedTune();
    await assertSucceeds(tune.get());
    await assertSucceeds(tune.parent.orderBy('name').get());
    await assertSucceeds(tune.delete());
  });

  test.each(others)('refuses all access by %s', async (_who, client) => {
    await storedTune();
    const tune = client().doc(path);
    await assertFails(tune.get());
    await assertFails(tune.parent.get());
    await assertFails(tune.update({ learnStatus: 'want to learn' }));
    await assertFails(tune.update({ notes: 'mine' }));
    await assertFails(tune.delete());
  });

  test('does not let its owner create a tune, not even one that was just deleted', async () => {
    const tune = await storedTune();
    const data = (await tune.get()).data() ?? {};
    await assertFails(tune.parent.doc('72').set({ ...data, tuneId: 72 }));
    await assertSucceeds(tune.delete());
    await assertFails(tune.set(data));
  });
});

test('a collection of a user whose data is being deleted can be read and not changed', async () => {
  const tune = await storedTune();
  await clients.store(`${paths.accountDeletions}/player`, { status: 'deleting' });
  await assertSucceeds(tune.get());
  await assertFails(tune.update({ learnStatus: 'want to learn' }));
  await assertFails(tune.update({ notes: 'In D.' }));
  await assertFails(tune.delete());
});

describe('the learn status', () => {
  const changes = learnStatuses.flatMap((from) => learnStatuses.map((to) => [from, to] as const));

  /** The learned date that a tune of this status has. */
  const date = (status: string) => (status === 'learned' ? { learnedAt: earlier } : {});

  test.each(changes)('changes from %s to %s together with the learned date', async (from, to) => {
    const tune = await storedTune({ learnStatus: from, ...date(from) });
    const learnedAt = from === to ? {} : { learnedAt: to === 'learned' ? serverTimestamp() : deleteField() };
    await assertSucceeds(tune.update({ learnStatus: to, ...learnedAt }));
    const stored = (await tune.get()).data();
    expect(stored?.learnStatus).toBe(to);
    expect(stored !== undefined && 'learnedAt' in stored).toBe(to === 'learned');
  });

  test.each<[string, unknown]>([
    ['an unknown text', 'forgotten'],
    ['capitalised', 'Learning'],
    ['an empty text', ''],
    ['null', null],
    ['a list', ['learning']],
    ['a number', 1],
    ['removed', deleteField()],
  ])('cannot be %s', async (_name, learnStatus) => {
    await assertFails((await storedTune()).update({ learnStatus }));
  });
});

describe('the learned date', () => {
  const learned = { learnStatus: 'learned' };

  test.each<[string, DocumentData, DocumentData]>([
    ['be left out when a tune becomes learned', {}, learned],
    ['be in the past when a tune becomes learned', {}, { ...learned, learnedAt: earlier }],
    ['be a number when a tune becomes learned', {}, { ...learned, learnedAt: Date.now() }],
    ['be null when a tune becomes learned', {}, { ...learned, learnedAt: null }],
    ['stay when a tune is no longer learned', { ...learned, learnedAt: earlier }, { learnStatus: 'learning' }],
    [
      'become null when a tune is no longer learned',
      { ...learned, learnedAt: earlier },
      { learnStatus: 'learning', learnedAt: null },
    ],
    ['be set on a tune that is not learned', {}, { learnedAt: serverTimestamp() }],
    ['be set with another status than learned', {}, { learnStatus: 'want to learn', learnedAt: serverTimestamp() }],
    [
      'change while a tune stays learned',
      { ...learned, learnedAt: earlier },
      { ...learned, learnedAt: serverTimestamp() },
    ],
    [
      'change together with the notes',
      { ...learned, learnedAt: earlier },
      { notes: 'In D.', learnedAt: serverTimestamp() },
    ],
    ['be removed while a tune stays learned', { ...learned, learnedAt: earlier }, { learnedAt: deleteField() }],
  ])('cannot %s', async (_name, stored, change) => {
    await assertFails((await storedTune(stored)).update(change));
  });
});

describe('the notes', () => {
  test.each<[string, unknown]>([
    ['empty', ''],
    ['as long as 2 000 characters', 'a'.repeat(2000)],
    ['as long as 1 000 characters of two UTF-16 units', '😀'.repeat(1000)],
    ['removed', deleteField()],
  ])('can be %s', async (_name, notes) => {
    await assertSucceeds((await storedTune({ notes: 'Old.' })).update({ notes }));
    await assertSucceeds((await storedTune({ learnStatus: 'learned', learnedAt: earlier })).update({ notes }));
  });

  test.each<[string, unknown]>([
    ['as long as 2 001 characters', 'a'.repeat(2001)],
    ['a number', 7],
    ['null', null],
    ['a list', ['In D.']],
    ['a map', { text: 'In D.' }],
  ])('cannot be %s', async (_name, notes) => {
    await assertFails((await storedTune({ notes: 'Old.' })).update({ notes }));
  });
});

test.each<[string, DocumentData]>([
  ['tuneId', { tuneId: 72 }],
  ['name', { name: 'Another' }],
  ['type', { type: 'Jig' }],
  ['addedAt', { addedAt: serverTimestamp() }],
  ['source', { source: 'me' }],
  ['source by removal', { source: deleteField() }],
  ['an unknown field', { favourite: true }],
])('the owner of a tune cannot change %s, alone or with an allowed change', async (_name, change) => {
  const tune = await storedTune();
  await assertFails(tune.update(change));
  await assertFails(tune.update({ learnStatus: 'want to learn', ...change }));
});
