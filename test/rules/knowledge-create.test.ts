import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { type DocumentData, deleteField, serverTimestamp, Timestamp } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { rulesClients } from './clients.ts';
import { acceptedDrafts, type Case, newKnowledge, refusedDrafts } from './knowledge.ts';

const clients = rulesClients();

function create(change: DocumentData, documentId = 'hours'): Promise<void> {
  // Merging into a document that does not exist creates it, and lets a case leave a field out.
  return clients.editor().doc(`${paths.knowledge}/${documentId}`).set(newKnowledge(change), { merge: true });
}

test.each(acceptedDrafts)('a new document can have %s', async (_name, change) => {
  await assertSucceeds(create(change));
});

test.each(refusedDrafts)('a new document cannot have %s', async (_name, change) => {
  await assertFails(create(change));
});

describe('the character', () => {
  const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  const trimmed = characters.filter((character) => character.trim() === '');

  test.each(trimmed.map((character) => [character.charCodeAt(0).toString(16).padStart(4, '0'), character]))(
    'U+%s, which trim() removes, counts as blank and cannot start or end a title',
    async (_code, space) => {
      for (const change of [{ title: space }, { title: `${space}a` }, { title: `a${space}` }, { content: space }]) {
        await assertFails(create(change));
      }
      await assertFails(create({ tags: [space] }));
    },
  );

  test.each([
    ['U+0085, the next line control', '\u0085'],
    ['U+180E, the Mongolian vowel separator', '\u180e'],
    ['U+200B, the zero width space', '\u200b'],
  ])('%s, which trim() keeps, counts as text', async (_name, text) => {
    await assertSucceeds(create({ title: text, content: text, tags: [text] }));
  });
});

describe('a document id', () => {
  test.each([['a'], ['0'], ['-'], ['_'], ['Opening_hours-2026'], ['__x'], ['x__'], ['a'.repeat(100)]])(
    'can be %s',
    async (id) => {
      await assertSucceeds(create({}, id));
    },
  );

  test.each([['a.b'], ['a b'], ['a:b'], ['a~'], ['é'], ['日'], ['a'.repeat(101)]])('cannot be %s', async (id) => {
    await assertFails(create({}, id));
  });

  // Firestore refuses a reserved id before it asks the rules, which refuse it too.
  test.each([['__x__'], ['____']])('cannot be %s, which Firestore reserves', async (id) => {
    await expect(create({}, id)).rejects.toMatchObject({
      code: expect.stringMatching(/^(permission-denied|invalid-argument)$/),
    });
  });
});

const moment = Timestamp.fromMillis(Date.UTC(2026, 0, 1));
const far = Timestamp.fromMillis(Date.UTC(2100, 0, 1));

const forbiddenFields: readonly Case[] = [
  ['another user as creator', { createdBy: 'author' }],
  ['an empty creator', { createdBy: '' }],
  ['a creator that is null', { createdBy: null }],
  ['a creator in a list', { createdBy: ['editor'] }],
  ...['createdAt', 'updatedAt'].flatMap((field): Case[] => [
    [`${field} in the past`, { [field]: moment }],
    [`${field} in the future`, { [field]: far }],
    [`${field} as a number`, { [field]: Date.now() }],
    [`${field} as text`, { [field]: new Date().toISOString() }],
    [`${field} as null`, { [field]: null }],
  ]),
  ...['title', 'content', 'tags', 'createdBy', 'createdAt', 'updatedAt', 'sync'].map(
    (field): Case => [`no ${field}`, { [field]: deleteField() }],
  ),
  ['an unknown field', { note: 'mine' }],
  ['a field of the functions outside sync', { elevenLabsId: 'remote' }],
  ['a field named like a path into sync', { 'sync.status': 'completed' }],
];

test.each(forbiddenFields)('a new document cannot have %s', async (_name, change) => {
  await assertFails(create(change));
});

const invalidSyncs: readonly Case[] = [
  ['an empty map', { sync: {} }],
  ['null', { sync: null }],
  ['the bare status', { sync: 'pending' }],
  ['a list', { sync: [{ status: 'pending' }] }],
  ['another status', { sync: { status: 'completed' } }],
  ['a capitalised status', { sync: { status: 'Pending' } }],
  ['a status in a list', { sync: { status: ['pending'] } }],
  ['a status that is null', { sync: { status: null } }],
  ['a status that is a time', { sync: { status: serverTimestamp() } }],
  ['a null field beside the status', { sync: { status: 'pending', error: null } }],
  ['attempts beside the status', { sync: { status: 'pending', attempts: 0 } }],
  ['an id beside the status', { sync: { status: 'pending', elevenLabsId: 'stolen' } }],
  ['a tag beside the status', { sync: { status: 'pending', tag: 'other-abcd1234' } }],
  ['a lease beside the status', { sync: { status: 'pending', leaseOwner: 'editor', leaseExpiresAt: far } }],
];

test.each(invalidSyncs)('a new document cannot have %s as sync', async (_name, change) => {
  await assertFails(create(change));
});
