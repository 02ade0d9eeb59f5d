import { doc, serverTimestamp, setDoc, setLogLevel } from 'firebase/firestore';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { paths } from '../../functions/src/shared/paths.ts';
import { type DemoClient, signIn } from '../../local/demo/client.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { memberOf } from '../../local/stub/thesession/members.ts';
import { hostileCalls, hostileRequests } from './corpus/callable-payloads.ts';
import { hostileWrites } from './corpus/client-writes.ts';
import { hostileReplies } from './corpus/elevenlabs-replies.ts';
import { unreadableDocuments, unusualDocuments } from './corpus/stored-documents.ts';
import { hostilePages, unusualPages } from './corpus/thesession-replies.ts';
import { leaksIn, leaksInLogs } from './leaks.ts';
import { type Rig, secrets, startRig } from './rig.ts';
import { until } from './until.ts';

let rig: Rig;
let client: DemoClient;
beforeAll(async () => {
  // Keeps the SDK from printing every expected refusal.
  setLogLevel('silent');
  rig = await startRig('hostile-input');
  client = await signIn(rig.ports, demoUsers.editor.email);
});
afterAll(async () => {
  await client?.close();
  await rig?.stop();
});

const refusal = z.object({ error: z.object({ status: z.string(), message: z.string().min(10) }) });

test(`${hostileCalls.length} hostile calls are refused with a message that names the field`, async () => {
  const token = await rig.callables.tokenOf('editor');
  const wrong: unknown[] = [];
  for (const { name, callable, data, names } of hostileCalls) {
    const { status, body } = await rig.callables.call(callable, data, token);
    const read = refusal.safeParse(body);
    const message = read.success ? read.data.error.message : '';
    if (status !== 400 || !message.includes(names) || message.length > 500) wrong.push([name, status, body]);
  }
  expect(wrong).toEqual([]);
  expect(rig.theSession.requests.find()).toEqual([]);
});

const callables = [
  'retryKnowledgeSync',
  'findAgents',
  'askAgent',
  'syncTunebook',
  'cancelTunebookSync',
  'reconcileKnowledge',
  'deleteMyData',
];

test(`${hostileRequests.length * callables.length} malformed requests are refused`, async () => {
  const wrong: unknown[] = [];
  for (const callable of callables) {
    for (const { name, body, headers } of hostileRequests) {
      const answer = await rig.callables.post(callable, body, headers);
      // A body that is not JSON is refused with HTML before it reaches the functions.
      const explained = answer.body === null || refusal.safeParse(answer.body).success;
      if (![400, 401].includes(answer.status) || !explained) wrong.push([callable, name, answer]);
    }
  }
  expect(wrong).toEqual([]);
});

test(`${hostileWrites.length} hostile writes from an editor's client are denied`, async () => {
  const allowed: string[] = [];
  for (const [index, { name, change, id = `w-${index}` }] of hostileWrites.entries()) {
    const valid = {
      title: 'Opening hours',
      content: 'Nine to five.',
      tags: [],
      createdBy: client.uid,
      createdAt: serverTimestamp(),
      updatedAt: serverTimestamp(),
      sync: { status: 'pending' },
    };
    const denied = await setDoc(doc(client.firestore, paths.knowledge, id), { ...valid, ...change }).then(
      () => false,
      ({ code }) => code === 'permission-denied',
    );
    if (!denied) allowed.push(name);
  }
  expect(allowed).toEqual([]);
});

test(`${unreadableDocuments.length} unreadable documents fail with a reason, and ${unusualDocuments.length} unusual ones are synced`, async () => {
  const stored = [...unreadableDocuments, ...unusualDocuments].map((document, index) => ({
    ...document,
    id: `s-${index}`,
  }));
  for (const { id, data } of stored) await rig.db.collection(paths.knowledge).doc(id).set(data);
  await rig.emulator.untilIdle();
  await rig.emulator.sweep();
  await rig.emulator.untilIdle();
  const wrong: unknown[] = [];
  for (const [index, { id, name }] of stored.entries()) {
    const sync = syncOf((await rig.db.collection(paths.knowledge).doc(id).get()).data());
    const settled = sync.status === 'failed' && sync.error?.type === 'validation' && isForUsers(sync.error.message);
    if (index < unreadableDocuments.length ? !settled : sync.status !== 'completed') wrong.push([name, sync]);
  }
  expect(wrong).toEqual([]);
});

test(`${hostileReplies.length} hostile replies of ElevenLabs end in a message for users`, async () => {
  const wrong: unknown[] = [];
  const tried = hostileReplies.map((reply, index) => ({ ...reply, id: `r-${index}` }));
  for (const { id, method, action } of tried) {
    // A look-up is sent only after a create with an ambiguous outcome.
    const lost = { match: { method: 'POST', name: `${id}-` }, actions: [{ kind: 'drop', when: 'before' }] } as const;
    if (method === 'GET') rig.elevenLabs.faults.add({ ...lost, actions: [...lost.actions] });
    rig.elevenLabs.faults.add({ match: { method, name: `${id}-` }, actions: [action], times: 20 });
    await rig.db.collection(paths.knowledge).doc(id).set(newDocument());
  }
  await rig.emulator.untilIdle();
  for (const { id, name } of tried) {
    const sync = syncOf((await rig.db.collection(paths.knowledge).doc(id).get()).data());
    if (sync.status !== 'failed' || !sync.error || !isForUsers(sync.error.message)) wrong.push([name, sync]);
  }
  rig.elevenLabs.faults.clear();
  expect(wrong).toEqual([]);
});

test(`${hostilePages.length} hostile pages of thesession.org are refused or isolated, and ${unusualPages.length} unusual ones are imported`, async () => {
  const wrong: unknown[] = [];
  for (const [index, { name, ends, action }] of [...hostilePages, ...unusualPages].entries()) {
    const memberId = memberOf(100 + index);
    rig.theSession.faults.add({ match: { path: `/members/${memberId}/tunebook` }, actions: [action], times: 20 });
    const { uid, token } = await rig.callables.newUser();
    const { status, body } = await rig.callables.call('syncTunebook', { memberId, retry: false }, token);
    const added = (await rig.db.collection(paths.userTunes(uid)).listDocuments()).length;
    const read = refusal.safeParse(body);
    const right = {
      refused: status >= 400 && read.success && isForUsers(read.data.error.message) && added === 0,
      isolated: status === 200 && added === (index < hostilePages.length ? 1 : 2),
    }[ends];
    if (!right) wrong.push([name, status, added, body]);
  }
  rig.theSession.faults.clear();
  expect(wrong).toEqual([]);
});

test('afterwards the functions still work, and the logs contain no secrets', async () => {
  await rig.db.collection(paths.knowledge).doc('last').set(newDocument());
  await until('a valid document is completed', async () => {
    return syncOf((await rig.db.collection(paths.knowledge).doc('last').get()).data()).status === 'completed';
  });
  expect(leaksInLogs(await rig.logs())).toEqual([]);
});

const syncSchema = z.object({
  sync: z.object({ status: z.unknown(), error: z.object({ type: z.string(), message: z.string() }).nullish() }),
});

function syncOf(data: unknown) {
  return syncSchema.parse(data).sync;
}

/** Whether a message can be shown to users: bounded length, no secrets. */
function isForUsers(message: string): boolean {
  return message.length >= 10 && message.length <= 500 && leaksIn(message).length === 0;
}

function newDocument() {
  const text = { title: `${secrets.contentWord} title`, content: `${secrets.contentWord} content`, tags: [] };
  return { ...text, createdBy: 'editor', createdAt: new Date(), updatedAt: new Date(), sync: { status: 'pending' } };
}
