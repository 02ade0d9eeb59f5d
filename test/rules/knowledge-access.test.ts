import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { serverTimestamp } from 'firebase/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Client, rulesClients } from './clients.ts';
import { hoursPath, newKnowledge, storedKnowledge } from './knowledge.ts';

const clients = rulesClients();

const operations: readonly [string, (client: Client) => Promise<unknown>][] = [
  ['read one document', (client) => client.doc(hoursPath).get()],
  ['read a document that does not exist', (client) => client.doc(`${paths.knowledge}/none`).get()],
  ['list all documents', (client) => client.collection(paths.knowledge).get()],
  [
    'list the newest edits',
    (client) => client.collection(paths.knowledge).orderBy('updatedAt', 'desc').limit(25).get(),
  ],
  [
    'list the failed documents',
    (client) => client.collection(paths.knowledge).where('sync.status', '==', 'failed').get(),
  ],
  ['create a document', (client) => client.doc(`${paths.knowledge}/new`).set(newKnowledge())],
  [
    'edit a document of another editor',
    (client) =>
      client.doc(hoursPath).update({ title: 'Closing hours', updatedAt: serverTimestamp(), 'sync.status': 'pending' }),
  ],
  ['delete a document of another editor', (client) => client.doc(hoursPath).delete()],
];

/** Everyone without the claim `editor: true`. All have the uid of an editor, so that only the claim differs. */
const others: readonly [string, () => Client][] = [
  ['a signed-out client', () => clients.signedOut()],
  ['a user without the claim', () => clients.user('editor')],
  ['a user whose claim is false', () => clients.user('editor', { editor: false })],
  ["a user whose claim is the text 'true'", () => clients.user('editor', { editor: 'true' })],
  ['a user whose claim is 1', () => clients.user('editor', { editor: 1 })],
  ['a user whose claim is null', () => clients.user('editor', { editor: null })],
  ['a user whose claim is a list with true', () => clients.user('editor', { editor: [true] })],
  ['a user whose claim is a map', () => clients.user('editor', { editor: { editor: true } })],
  ['a user with another claim', () => clients.user('editor', { Editor: true, admin: true })],
];

describe.each(operations)('permission to %s', (_operation, run) => {
  beforeEach(() => clients.store(hoursPath, storedKnowledge()));

  test('is granted to an editor', async () => {
    await assertSucceeds(run(clients.editor()));
  });

  test.each(others)('is denied to %s', async (_who, client) => {
    await assertFails(run(client()));
  });
});

test('an edit by another editor keeps createdBy', async () => {
  await clients.store(hoursPath, storedKnowledge());
  const document = clients.editor().doc(hoursPath);
  await assertSucceeds(document.update({ tags: [], updatedAt: serverTimestamp() }));
  expect((await document.get()).get('createdBy')).toBe('author');
});

test('a subcollection of a knowledge document is closed to editors too', async () => {
  await assertFails(clients.editor().doc(`${hoursPath}/drafts/1`).get());
  await assertFails(clients.editor().doc(`${hoursPath}/drafts/1`).set({ title: 'Draft' }));
});
