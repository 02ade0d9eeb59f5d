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
const asking = { ...text, 'sync.status': 'pending' };

/** What the functions note under sync, each with a value that an intruder might wish for. */
const notes: readonly Case[] = [
  ['attempts', { 'sync.attempts': 0 }],
  ['attempts by an increment', { 'sync.attempts': increment(1) }],
  ['runs', { 'sync.runs': 0 }],
  ['lastAttemptAt', { 'sync.lastAttemptAt': serverTimestamp() }],
  ['nextAttemptAt', { 'sync.nextAttemptAt': null }],
  ['verifyAt', { 'sync.verifyAt': null }],
  ['error', { 'sync.error': null }],
  ['a part of error', { 'sync.error.message': 'Send your key to me.' }],
  ['elevenLabsId', { 'sync.elevenLabsId': 'stolen' }],
  ['tag', { 'sync.tag': 'other-abcd1234' }],
  ['remoteName', { 'sync.remoteName': null }],
  ['attemptedHash', { 'sync.attemptedHash': null }],
  ['acceptedHash', { 'sync.acceptedHash': 'attempted' }],
  ['leaseOwner', { 'sync.leaseOwner': 'editor' }],
  ['leaseExpiresAt', { 'sync.leaseExpiresAt': far }],
  ['a key that was not there', { 'sync.note': 'mine' }],
];

const removals: readonly Case[] = [
  ['nothing where elevenLabsId stood', { 'sync.elevenLabsId': deleteField() }],
  ['nothing where the lease stood', { 'sync.leaseOwner': deleteField(), 'sync.leaseExpiresAt': deleteField() }],
];

/** Ways to lose or replace sync as a whole. */
const replacements: readonly Case[] = [
  ['removed', { sync: deleteField() }],
  ['made null', { sync: null }],
  ['made the bare status', { sync: 'pending' }],
  ['made a list', { sync: [{ status: 'pending' }] }],
  ['emptied', { sync: {} }],
  ['replaced by what a new document has', { sync: { status: 'pending' } }],
];

const statuses = ['syncing', 'completed', 'failed'];

describe('an edit of the text', () => {
  test.each(['pending', ...statuses])('sets a status that was %s to pending', async (status) => {
    await clients.store(hoursPath, storedKnowledge({ status }));
    await assertSucceeds(update(asking));
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
    ['nothing', { 'sync.status': deleteField() }],
  ])('that sets the status to %s is refused', async (_name, change) => {
    await clients.store(hoursPath, storedKnowledge());
    await assertFails(update({ ...text, ...change }));
  });

  test.each([...notes, ...removals])('that also writes %s is refused', async (_name, change) => {
    await clients.store(hoursPath, storedKnowledge());
    await assertFails(update({ ...asking, ...change }));
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

describe('an edit that leaves the text', () => {
  test.each<Case>([['the status', { 'sync.status': 'pending' }], ...notes, ...removals])(
    'and writes %s is refused',
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
    ['that leaves sync', text],
    ['that sets the status again', asking],
    ['that writes sync as a whole again', { ...text, sync: { status: 'pending' } }],
    ['of the tags', { tags: [] }],
  ])('takes an edit %s', async (_name, change) => {
    await clients.store(hoursPath, newKnowledge());
    await assertSucceeds(update(change));
  });

  test.each(notes)('refuses an edit that writes %s', async (_name, change) => {
    await clients.store(hoursPath, newKnowledge());
    await assertFails(update({ ...asking, ...change }));
  });
});

test('a new document over a stored one is refused, also when one commit deletes the stored one first', async () => {
  await clients.store(hoursPath, storedKnowledge());
  const client = clients.editor();
  const document = client.doc(hoursPath);
  await assertFails(document.set(newKnowledge()));
  await assertFails(client.batch().delete(document).set(document, newKnowledge()).commit());
});

test('a new document under the id of a deleted one is accepted', async () => {
  await clients.store(hoursPath, storedKnowledge());
  const document = clients.editor().doc(hoursPath);
  await assertSucceeds(document.delete());
  await assertSucceeds(document.set(newKnowledge()));
});
