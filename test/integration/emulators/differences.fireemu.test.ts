import { afterAll, expect, test } from 'vitest';
import { openFirestore } from '../firestore.ts';
import { readAfterDeletion } from './probe.ts';

const { db, close } = openFirestore('demo-differences');
afterAll(close);

test('composite', async () => {
  const r = await db.collection('knowledge').where('a', '==', 1).orderBy('b').get().then((s) => s.size, (e) => `${e.code} ${e.message}`);
  expect(r).toBe('?');
});
test('exempt', async () => {
  const r = await db.collection('knowledge').orderBy('content').get().then((s) => s.size, (e) => `${e.code} ${e.message}`);
  expect(r).toBe('?');
});
test('deleted', async () => {
  expect(await readAfterDeletion()).toBe('?');
});
