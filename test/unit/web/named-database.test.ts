/// <reference path="../../../web/src/environment.d.ts" />
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { afterEach, expect, test, vi } from 'vitest';

let app: FirebaseApp;

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await deleteApp(app);
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
