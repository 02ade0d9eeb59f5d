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
  ['list the failed ones', (client) => client.collection(paths.knowledge).where('sync.status', '==', 'failed').get()],
  ['create a document', (client) => client.doc(`${paths.knowledge}/new`).set(newKnowledge())],
  [
    'edit a document of another editor',
    (client) =>
      client.doc(hoursPath).update({ title: 'Closing hours', updatedAt: serverTimestamp(), 'sync.status': 'pending' }),
  ],
  ['delete a document of another editor', (client) => client.doc(hoursPath).delete()],
];

/** Every user but `editor` with the claim `editor: true`; all bear the uid that the documents name. */
const others: readonly [string, () => Client][] = [
  ['nobody signed in', () => clients.signedOut()],
  ['a user without the claim', () => clients.user('editor')],
  ['a claim that is false', () => clients.user('editor', { editor: false })],
  ["a claim that is the text 'true'", () => clients.user('editor', { editor: 'true' })],
  ['a claim that is 1', () => clients.user('editor', { editor: 1 })],
  ['a claim that is null', () => clients.user('editor', { editor: null })],
  ['a claim that is a list with true', () => clients.user('editor', { editor: [true] })],
  ['a claim that is a map', () => clients.user('editor', { editor: { editor: true } })],
  ['another claim', () => clients.user('editor', { Editor: true, admin: true })],
];

describe.each(operations)('to %s', (_operation, run) => {
  beforeEach(() => clients.store(hoursPath, storedKnowledge()));

  test('an editor is allowed', async () => {
    await assertSucceeds(run(clients.editor()));
  });

  test.each(others)('%s is refused', async (_who, client) => {
    await assertFails(run(client()));
  });
});

test('an edit of another editor keeps who created the document', async () => {
  await clients.store(hoursPath, storedKnowledge());
  const document = clients.editor().doc(hoursPath);
  await assertSucceeds(document.update({ tags: [], updatedAt: serverTimestamp() }));
  expect((await document.get()).get('createdBy')).toBe('author');
});

test('collections below a knowledge document are closed to editors too', async () => {
  await assertFails(clients.editor().doc(`${hoursPath}/drafts/1`).get());
  await assertFails(clients.editor().doc(`${hoursPath}/drafts/1`).set({ title: 'Draft' }));
});
