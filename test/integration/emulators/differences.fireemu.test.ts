import { afterAll, expect, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { openFirestore } from '../firestore.ts';
import { readAfterDeletion } from './deleted-account.ts';

// What differs between the emulators; docs/decisions/local-emulator.md has the list. A test that fails
// shows that fireemu has changed.

const { db, close } = openFirestore('demo-differences');
afterAll(close);

const needsIndex = { code: 9, message: expect.stringContaining('The query requires an index') };

test('a query without its composite index is refused, as by Firestore', async () => {
  const query = db.collection(paths.knowledge).where('title', '==', 'Opening hours').orderBy('updatedAt');
  await expect(query.get()).rejects.toMatchObject(needsIndex);
});

test('a query by a field that is exempt from indexing is refused, as by Firestore', async () => {
  await expect(db.collection(paths.knowledge).orderBy('content').get()).rejects.toMatchObject(needsIndex);
});

test('the ID token of a deleted account is refused at once', async () => {
  expect(await readAfterDeletion()).toBe(401);
});
