import { afterAll, expect, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { openFirestore } from '../firestore.ts';
import { readAfterDeletion } from './deleted-account.ts';

// What differs between the emulators; docs/decisions/local-emulator.md has the list. A test that fails
// shows that the official emulator has changed.

const { db, close } = openFirestore('demo-differences');
afterAll(close);

test('a query without its composite index is answered', async () => {
  const query = db.collection(paths.knowledge).where('title', '==', 'Opening hours').orderBy('updatedAt');
  expect((await query.get()).size).toBe(0);
});

test('a query by a field that is exempt from indexing is answered', async () => {
  expect((await db.collection(paths.knowledge).orderBy('content').get()).size).toBe(0);
});

test('the ID token of a deleted account is accepted until it expires, as by Firestore', async () => {
  expect(await readAfterDeletion()).toBe(404);
});
