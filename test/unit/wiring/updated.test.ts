import functionsTest from 'firebase-functions-test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { knowledgeContext } from '../../../functions/src/context/knowledge.ts';
import { onKnowledgeUpdated } from '../../../functions/src/index.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { countingServer } from './counting-server.ts';

const tools = functionsTest({ projectId: 'demo-wiring' });
const firestore = countingServer();
beforeAll(async () => {
  Object.assign(process.env, { FIRESTORE_EMULATOR_HOST: firestore.address(), ELEVENLABS_API_KEY: 'key' });
  // Handlers import lazily, which can take 10 s on busy cores.
  await Promise.all([knowledgeContext(), import('../../../functions/src/knowledge/sync.ts')]);
});
afterAll(() => tools.cleanup());

const written = { title: 'Hours', content: 'Nine.', tags: ['a'], sync: { status: 'pending' } };

/** Delivers the event of an update that makes this change. */
async function update(change: object): Promise<void> {
  const snapshot = (data: object) => tools.firestore.makeDocumentSnapshot(data, `${paths.knowledge}/hours`);
  const data = tools.makeChange(snapshot(written), snapshot({ ...written, ...change }));
  await tools.wrap(onKnowledgeUpdated)({ params: { documentId: 'hours' }, data });
}

test.each([
  ['nothing', {}],
  ['the tags', { tags: ['b'] }],
  ['the state under sync', { sync: { status: 'syncing', attempts: 1 } }],
  ['all but title and content', { tags: [], updatedAt: 1, sync: { status: 'completed' }, createdBy: 'x' }],
])('an update that changes %s ends without a read', async (_, change) => {
  await update(change);
  expect(firestore.connections()).toBe(0);
});

test('an update of fields that the params do not name ends without a read', async () => {
  vi.stubEnv('KNOWLEDGE_TITLE_FIELD', 'headline');
  vi.stubEnv('KNOWLEDGE_CONTENT_FIELD', 'body');
  await update({ title: 'Times', content: 'Ten.' });
  vi.unstubAllEnvs();
  expect(firestore.connections()).toBe(0);
});

test('an update of the title reads the document', async () => {
  // Firestore never answers here, so the handler waits.
  update({ title: 'Times' }).catch(() => {});
  await expect.poll(() => firestore.connections()).toBe(1);
});
