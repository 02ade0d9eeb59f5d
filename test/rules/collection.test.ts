import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { type DocumentData, deleteField, serverTimestamp, Timestamp } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { learnStatuses } from '../../functions/src/shared/learn-status.ts';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Client, rulesClients } from './clients.ts';

const clients = rulesClients();
const path = `${paths.userTunes('player')}/71`;
const earlier = Timestamp.fromMillis(Date.UTC(2026, 0, 1));

/** Stores a tune as a sync adds it, with these fields replaced, and returns its owner's reference to it. */
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
  ['nobody signed in', () => clients.signedOut()],
];

describe('a collection', () => {
  test('is read, listed and thinned out by its owner', async () => {
    const tune = await storedTune();
    await assertSucceeds(tune.get());
    await assertSucceeds(tune.parent.orderBy('name').get());
    await assertSucceeds(tune.delete());
  });

  test.each(others)('is closed to %s', async (_who, client) => {
    await storedTune();
    const tune = client().doc(path);
    await assertFails(tune.get());
    await assertFails(tune.parent.get());
    await assertFails(tune.update({ learnStatus: 'want to learn' }));
    await assertFails(tune.update({ notes: 'mine' }));
    await assertFails(tune.delete());
  });

  test('takes new tunes from the functions alone', async () => {
    const tune = await storedTune();
    const data = (await tune.get()).data() ?? {};
    await assertFails(tune.parent.doc('72').set({ ...data, tuneId: 72 }));
    await assertFails(clients.user('player').batch().delete(tune).set(tune, data).commit());
    await assertSucceeds(tune.delete());
    await assertFails(tune.set(data));
  });
});

describe('the learn status', () => {
  const changes = learnStatuses.flatMap((from) => learnStatuses.map((to) => [from, to] as const));

  /** What stands in a tune of this status beside the status itself. */
  const date = (status: string) => (status === 'learned' ? { learnedAt: earlier } : {});

  test.each(changes)('goes from %s to %s with the date in step', async (from, to) => {
    const tune = await storedTune({ learnStatus: from, ...date(from) });
    const learnedAt = from === to ? {} : { learnedAt: to === 'learned' ? serverTimestamp() : deleteField() };
    await assertSucceeds(tune.update({ learnStatus: to, ...learnedAt }));
    const stored = (await tune.get()).data();
    expect(stored?.learnStatus).toBe(to);
    expect(stored !== undefined && 'learnedAt' in stored).toBe(to === 'learned');
  });

  test.each<[string, unknown]>([
    ['another text', 'forgotten'],
    ['another case', 'Learning'],
    ['an empty text', ''],
    ['null', null],
    ['a list', ['learning']],
    ['a number', 1],
    ['nothing', deleteField()],
  ])('is never %s', async (_name, learnStatus) => {
    await assertFails((await storedTune()).update({ learnStatus }));
  });
});

describe('the learned date', () => {
  const learned = { learnStatus: 'learned' };

  test.each<[string, DocumentData, DocumentData]>([
    ['is left out when a tune becomes learned', {}, learned],
    ['is in the past when a tune becomes learned', {}, { ...learned, learnedAt: earlier }],
    ['is a number when a tune becomes learned', {}, { ...learned, learnedAt: Date.now() }],
    ['is null when a tune becomes learned', {}, { ...learned, learnedAt: null }],
    ['stays when a tune ceases to be learned', { ...learned, learnedAt: earlier }, { learnStatus: 'learning' }],
    [
      'becomes null when a tune ceases to be learned',
      { ...learned, learnedAt: earlier },
      { learnStatus: 'learning', learnedAt: null },
    ],
    ['is set on a tune that is not learned', {}, { learnedAt: serverTimestamp() }],
    ['is set while a tune becomes wanted', {}, { learnStatus: 'want to learn', learnedAt: serverTimestamp() }],
    [
      'changes while a tune stays learned',
      { ...learned, learnedAt: earlier },
      { ...learned, learnedAt: serverTimestamp() },
    ],
    ['changes with the notes', { ...learned, learnedAt: earlier }, { notes: 'In D.', learnedAt: serverTimestamp() }],
    ['is removed while a tune stays learned', { ...learned, learnedAt: earlier }, { learnedAt: deleteField() }],
  ])('refuses a write where it %s', async (_name, stored, change) => {
    await assertFails((await storedTune(stored)).update(change));
  });
});

describe('the notes', () => {
  test.each<[string, unknown]>([
    ['empty', ''],
    ['of 2 000 characters', 'a'.repeat(2000)],
    ['of 2 000 characters of two UTF-16 units', '😀'.repeat(2000)],
    ['removed', deleteField()],
  ])('may be %s', async (_name, notes) => {
    await assertSucceeds((await storedTune({ notes: 'Old.' })).update({ notes }));
    await assertSucceeds((await storedTune({ learnStatus: 'learned', learnedAt: earlier })).update({ notes }));
  });

  test.each<[string, unknown]>([
    ['of 2 001 characters', 'a'.repeat(2001)],
    ['a number', 7],
    ['null', null],
    ['a list', ['In D.']],
    ['a map', { text: 'In D.' }],
  ])('may not be %s', async (_name, notes) => {
    await assertFails((await storedTune({ notes: 'Old.' })).update({ notes }));
  });
});

test.each<[string, DocumentData]>([
  ['tuneId', { tuneId: 72 }],
  ['name', { name: 'Another' }],
  ['type', { type: 'Jig' }],
  ['addedAt', { addedAt: serverTimestamp() }],
  ['source', { source: 'me' }],
  ['source by removing it', { source: deleteField() }],
  ['a field of the user', { favourite: true }],
])('%s is changed by nobody, alone or beside an allowed change', async (_name, change) => {
  const tune = await storedTune();
  await assertFails(tune.update(change));
  await assertFails(tune.update({ learnStatus: 'want to learn', ...change }));
});
