import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { type DocumentData, deleteField, serverTimestamp, Timestamp } from 'firebase/firestore';
import { beforeEach, describe, test } from 'vitest';
import { rulesClients } from './clients.ts';
import { acceptedDrafts, type Case, hoursPath, refusedDrafts, storedKnowledge } from './knowledge.ts';

const clients = rulesClients();

beforeEach(() => clients.store(hoursPath, storedKnowledge()));

/** Edits the text and asks for a sync, as the page does; `change` replaces fields. */
function editText(change: DocumentData): Promise<void> {
  const text = { title: 'Closing hours', content: 'The session ends at one.' };
  return update({ ...text, 'sync.status': 'pending', ...change });
}

/** Writes `change` and the time of the edit. */
function update(change: DocumentData): Promise<void> {
  return clients
    .editor()
    .doc(hoursPath)
    .update({ updatedAt: serverTimestamp(), ...change });
}

describe('an edit', () => {
  test.each(acceptedDrafts)('with %s is accepted', async (_name, change) => {
    await assertSucceeds(editText(change));
  });

  test.each(refusedDrafts)('with %s is refused', async (_name, change) => {
    await assertFails(editText(change));
  });

  test.each<Case>([
    ['the title alone', { title: 'Closing hours', 'sync.status': 'pending' }],
    ['the content alone', { content: 'The session ends at one.', 'sync.status': 'pending' }],
    ['title, content and tags', { title: 'Closing hours', content: 'At one.', tags: [], 'sync.status': 'pending' }],
    ['the tags alone', { tags: ['hours', 'winter'] }],
    ['nothing but the time', {}],
    ['the title to the same text', { title: 'Opening hours' }],
  ])('of %s is accepted', async (_name, change) => {
    await assertSucceeds(update(change));
  });

  test('that replaces the whole document and keeps the protected fields is accepted', async () => {
    const document = clients.editor().doc(hoursPath);
    const stored = (await document.get()).data();
    const sync = { ...stored?.sync, status: 'pending' };
    await assertSucceeds(document.set({ ...stored, title: 'Closing hours', updatedAt: serverTimestamp(), sync }));
  });

  const past = Timestamp.fromMillis(Date.UTC(2026, 0, 1));
  const far = Timestamp.fromMillis(Date.UTC(2100, 0, 1));

  test.each<Case>([
    ['that sets createdBy to the editor', { createdBy: 'editor' }],
    ['that sets createdBy to someone else', { createdBy: 'another' }],
    ['that sets createdAt to the present', { createdAt: serverTimestamp() }],
    ['that moves createdAt', { createdAt: far }],
    ['with updatedAt in the past', { updatedAt: past }],
    ['with updatedAt in the future', { updatedAt: far }],
    ['with a number as updatedAt', { updatedAt: Date.now() }],
    ['with a text as updatedAt', { updatedAt: new Date().toISOString() }],
    ['with an unknown field', { note: 'mine' }],
    ['with a field of the functions outside sync', { elevenLabsId: 'remote' }],
    ...['title', 'content', 'tags', 'createdBy', 'createdAt', 'updatedAt'].map(
      (field): Case => [`that removes ${field}`, { [field]: deleteField() }],
    ),
  ])('%s is refused', async (_name, change) => {
    await assertFails(editText(change));
    await assertFails(update(change));
  });

  test('that does not set updatedAt is refused', async () => {
    const document = clients.editor().doc(hoursPath);
    await assertFails(document.update({ tags: [] }));
    await assertFails(document.update({ title: 'Closing hours', 'sync.status': 'pending' }));
  });
});
