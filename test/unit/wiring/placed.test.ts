import { getApps, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { expect, test } from 'vitest';
import { placed } from '../../../functions/src/context/placed.ts';
import { paths } from '../../../functions/src/shared/paths.ts';

const db = getFirestore(getApps()[0] ?? initializeApp({ projectId: 'demo-placed' }));

test('a collection of another name has its ledger and reports beside it', () => {
  const view = placed(db, 'articles');
  const names = [paths.knowledge, paths.knowledgeRemotes, paths.knowledgeReports].map(
    (path) => view.collection(path).path,
  );
  expect(names).toEqual(['articles', 'articlesRemotes', 'articlesReports']);
  expect(view.doc(paths.knowledgeIndexUsage).path).toBe('articlesIndex/usage');
});

test('other collections keep their names', () => {
  expect(placed(db, 'articles').collection(paths.userTunes('ann')).path).toBe('users/ann/tunes');
});

test('the default collection is read from the database itself', () => {
  expect(placed(db, 'knowledge')).toBe(db);
});
