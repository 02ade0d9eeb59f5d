import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import functionsTest from 'firebase-functions-test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onKnowledgeCreated, onKnowledgeDeleted, onKnowledgeUpdated } from '../../../functions/src/index.ts';
import { countingServer } from './counting-server.ts';

const tools = functionsTest({ projectId: 'demo-wiring' });
const firestore = countingServer();
beforeAll(() => {
  Object.assign(process.env, { FIRESTORE_EMULATOR_HOST: firestore.address(), ELEVENLABS_API_KEY: 'key' });
});
afterAll(() => tools.cleanup());

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const sync = { status: 'pending', tag: 'hours-a1b2c3d4' };
const snapshot = (content: string) => {
  return tools.firestore.makeDocumentSnapshot({ title: 'Hours', content, sync }, 'knowledge/hours');
};
const params = { documentId: 'hours' };

// Firestore never answers here, so every event waits.
const deliveries: Readonly<Record<string, () => WeakRef<object>>> = {
  'a creation'() {
    const data = snapshot('Nine.');
    tools
      .wrap(onKnowledgeCreated)({ params, data })
      .catch(() => {});
    return new WeakRef(data);
  },
  'an update'() {
    const data = tools.makeChange(snapshot('Nine.'), snapshot('Ten.'));
    Promise.resolve(tools.wrap(onKnowledgeUpdated)({ params, data })).catch(() => {});
    return new WeakRef(data);
  },
  'a deletion'() {
    const data = snapshot('Nine.');
    tools
      .wrap(onKnowledgeDeleted)({ params, data })
      .catch(() => {});
    return new WeakRef(data);
  },
};

test.each(Object.entries(deliveries))(
  'the event of %s keeps no document in memory while it waits',
  async (_, deliver) => {
    const document = deliver();
    await expect
      .poll(async () => {
        await nextTurn();
        collectGarbage();
        return document.deref();
      })
      .toBeUndefined();
  },
);
