import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { serverTimestamp } from 'firebase/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Client, rulesClients } from './clients.ts';
import { newKnowledge, storedKnowledge } from './knowledge.ts';

const clients = rulesClients();

const operations: readonly [string, (client: Client) => Promise<unknown>][] = [
  ['read one document', (client) => client.doc('knowledge/hours').get()],
  ['read a document that does not exist', (client) => client.doc('knowledge/none').get()],
  ['list all documents', (client) => client.collection('knowledge').get()],
  ['list the newest edits', (client) => client.collection('knowledge').orderBy('updatedAt', 'desc').limit(25).get()],
  ['list the failed ones', (client) => client.collection('knowledge').where('sync.status', '==', 'failed').get()],
  ['create a document', (client) => client.doc('knowledge/new').set(newKnowledge())],
  [
    'edit a document of another editor',
    (client) =>
      client
        .doc('knowledge/hours')
        .update({ title: 'Closing hours', updatedAt: serverTimestamp(), 'sync.status': 'pending' }),
  ],
  ['delete a document of another editor', (client) => client.doc('knowledge/hours').delete()],
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
  beforeEach(() => clients.store('knowledge/hours', storedKnowledge()));

  test('an editor is allowed', async () => {
    await assertSucceeds(run(clients.editor()));
  });

  test.each(others)('%s is refused', async (_who, client) => {
    await assertFails(run(client()));
  });
});

test('an edit of another editor keeps who created the document', async () => {
  await clients.store('knowledge/hours', storedKnowledge());
  const document = clients.editor().doc('knowledge/hours');
  await assertSucceeds(document.update({ tags: [], updatedAt: serverTimestamp() }));
  expect((await document.get()).get('createdBy')).toBe('author');
});

test('collections below a knowledge document are closed to editors too', async () => {
  await assertFails(clients.editor().doc('knowledge/hours/drafts/1').get());
  await assertFails(clients.editor().doc('knowledge/hours/drafts/1').set({ title: 'Draft' }));
});
