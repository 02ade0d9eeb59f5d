/// <reference path="../../../web/src/environment.d.ts" />
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { afterEach, expect, test, vi } from 'vitest';

let app: FirebaseApp | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  if (app !== undefined) await deleteApp(app);
  app = undefined;
});

test.each([
  ['editorial', 'editorial'],
  ['', '(default)'],
])('a page built for the database %j asks REST for documents of %s', async (named, databaseId) => {
  vi.stubEnv('VITE_FIRESTORE_DATABASE', named);
  vi.resetModules();
  app = initializeApp({ projectId: 'demo-reelsync' });
  const { documentName } = await import('../../../web/src/firebase/rest.ts');
  expect(documentName('knowledge/a')).toBe(`projects/demo-reelsync/databases/${databaseId}/documents/knowledge/a`);
});

test.each([
  ['articles', 'articles'],
  ['', 'knowledge'],
])('a page built for the collection %j lists the documents of %s', async (named, collection) => {
  vi.stubEnv('VITE_KNOWLEDGE_COLLECTION', named);
  vi.resetModules();
  const { paths } = await import('../../../web/src/knowledge/paths.ts');
  expect(paths.knowledge).toBe(collection);
});
