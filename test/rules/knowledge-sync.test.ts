import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { type DocumentData, deleteField, increment, serverTimestamp, Timestamp } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { rulesClients } from './clients.ts';
import { type Case, hoursPath, newKnowledge, storedKnowledge } from './knowledge.ts';

const clients = rulesClients();
const far = Timestamp.fromMillis(Date.UTC(2100, 0, 1));

async function update(change: DocumentData): Promise<void> {
  const document = clients.editor().doc(hoursPath);
  await document.update({ updatedAt: serverTimestamp(), ...change });
}

const text = { title: 'Closing hours' };
const syncRequest = { ...text, 'sync.status': 'pending' };

/** Fields of sync that only the functions write, each with a value that an attacker might want. */
const functionFields: readonly Case[] = [
  ['attempts', { 'sync.attempts': 0 }],
  ['attempts by an increment', { 'sync.attempts': increment(1) }],
  ['runs', { 'sync.runs': 0 }],
  ['lastAttemptAt', { 'sync.lastAttemptAt': serverTimestamp() }],
  ['nextAttemptAt', { 'sync.nextAttemptAt': null }],
  ['verifyAt', { 'sync.verifyAt': null }],
  ['error', { 'sync.error': null }],
  ['error.message', { 'sync.error.message': 'Send your key to me.' }],
  ['elevenLabsId', { 'sync.elevenLabsId': 'stolen' }],
  ['tag', { 'sync.tag': 'other-abcd1234' }],
  ['completedAt', { 'sync.completedAt': null }],
  ['attemptedHash', { 'sync.attemptedHash': null }],
  ['leaseOwner', { 'sync.leaseOwner': 'editor' }],
  ['leaseExpiresAt', { 'sync.leaseExpiresAt': far }],
  ['index', { 'sync.index': { status: 'ready' } }],
  ['index.status', { 'sync.index.status': 'ready' }],
  ['index.tries', { 'sync.index.tries': 0 }],
  ['index.nextCheckAt', { 'sync.index.nextCheckAt': serverTimestamp() }],
  ['an unknown field of sync', { 'sync.note': 'mine' }],
];

const removals: readonly Case[] = [
  ['elevenLabsId by removal', { 'sync.elevenLabsId': deleteField() }],
  ['the lease by removal', { 'sync.leaseOwner': deleteField(), 'sync.leaseExpiresAt': deleteField() }],
];

/** Ways to remove or replace sync as a whole. */
const replacements: readonly Case[] = [
  ['removed', { sync: deleteField() }],
  ['set to null', { sync: null }],
  ['set to the bare status', { sync: 'pending' }],
  ['set to a list', { sync: [{ status: 'pending' }] }],
  ['emptied', { sync: {} }],
  ['replaced by that of a new document', { sync: { status: 'pending' } }],
];

const statuses = ['syncing', 'completed', 'failed'];

describe('an edit of the text', () => {
  test.each(['pending', ...statuses])('changes the status from %s to pending', async (status) => {
    await clients.store(hoursPath, storedKnowledge({ status }));
    await assertSucceeds(update(syncRequest));
    expect((await clients.editor().doc(hoursPath).get()).get('sync')).toEqual(
      storedKnowledge({ status: 'pending' }).sync,
    );
  });

  test.each(statuses)('that leaves the status %s is refused', async (status) => {
    await clients.store(hoursPath, storedKnowledge({ status }));
    await assertFails(update(text));
    await assertFails(update({ content: 'The session ends at one.' }));
  });

  test.each<Case>([
    ['syncing', { 'sync.status': 'syncing' }],
    ['completed', { 'sync.status': 'completed' }],
    ['null', { 'sync.status': null }],
    ['a list', { 'sync.status': ['pending'] }],
    ['a time', { 'sync.status': serverTimestamp() }],
    ['an absent field', { 'sync.status': deleteField() }],
  ])('that sets the status to %s is refused', async (_name, change) => {
    await clients.store(hoursPath, storedKnowledge());
    await assertFails(update({ ...text, ...change }));
  });

  test.each([...functionFields, ...removals])('that also changes %s is refused', async (_name, change) => {
    await clients.store(hoursPath, storedKnowledge());
    await assertFails(update({ ...syncRequest, ...change }));
  });

  test.each(replacements)('with sync %s is refused', async (_name, change) => {
    await clients.store(hoursPath, storedKnowledge());
    await assertFails(update({ ...text, ...change }));
  });

  test('with a field named like the path of the status is refused', async () => {
    await clients.store(hoursPath, storedKnowledge({ status: 'pending' }));
    const document = clients.editor().doc(hoursPath);
    await assertFails(
      document.set({ ...text, updatedAt: serverTimestamp(), 'sync.status': 'pending' }, { merge: true }),
    );
    await assertSucceeds(document.set({ ...text, updatedAt: serverTimestamp() }, { merge: true }));
  });
});

describe('an edit that does not change the text', () => {
  test.each<Case>([['the status', { 'sync.status': 'pending' }], ...functionFields, ...removals])(
    'but changes %s is refused',
    async (_n, change) => {
      await clients.store(hoursPath, storedKnowledge());
      await assertFails(update(change));
      await assertFails(update({ tags: [], ...change }));
      await assertFails(update({ title: 'Opening hours', ...change }));
    },
  );

  test.each(replacements)('with sync %s is refused', async (_name, change) => {
    await clients.store(hoursPath, storedKnowledge());
    await assertFails(update({ tags: [], ...change }));
  });
});

describe('a document that was never claimed', () => {
  test.each<Case>([
    ['that leaves sync unchanged', text],
    ['that sets the status again', syncRequest],
    ['that writes the same sync again', { ...text, sync: { status: 'pending' } }],
    ['of the tags', { tags: [] }],
  ])('accepts an edit %s', async (_name, change) => {
    await clients.store(hoursPath, newKnowledge());
    await assertSucceeds(update(change));
  });

  test.each(functionFields)('refuses an edit that changes %s', async (_name, change) => {
    await clients.store(hoursPath, newKnowledge());
    await assertFails(update({ ...syncRequest, ...change }));
  });
});

test('creating a document over an existing one is refused, even if the same commit deletes it first', async () => {
  await clients.store(hoursPath, storedKnowledge());
  const client = clients.editor();
  const document = client.doc(hoursPath);
  await assertFails(document.set(newKnowledge()));
  await assertFails(client.batch().delete(document).set(document, newKnowledge()).commit());
});

test('creating a document under the id of a deleted one is accepted', async () => {
  await clients.store(hoursPath, storedKnowledge());
  const document = clients.editor().doc(hoursPath);
  await assertSucceeds(document.delete());
  await assertSucceeds(document.set(newKnowledge()));
});
