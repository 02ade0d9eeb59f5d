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
import { oddDocuments, unreadableDocuments } from './corpus/stored-documents.ts';
import { hostilePages, oddPages } from './corpus/thesession-replies.ts';
import { leaksIn, leaksInLogs } from './leaks.ts';
import { type Rig, secrets, startRig } from './rig.ts';
import { until } from './until.ts';

let rig: Rig;
let client: DemoClient;
beforeAll(async () => {
  // Refusals are what is tested: the SDK need not print each one.
  setLogLevel('silent');
  rig = await startRig('hostile-input');
  client = await signIn(rig.ports, demoUsers.editor.email);
});
afterAll(async () => {
  await client?.close();
  await rig?.stop();
});

const refusal = z.object({ error: z.object({ status: z.string(), message: z.string().min(10) }) });

test(`each of ${hostileCalls.length} hostile calls is refused, and the field named`, async () => {
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

test(`each of ${hostileRequests.length * 5} requests that are no call is refused`, async () => {
  const wrong: unknown[] = [];
  const callables = ['retryKnowledgeSync', 'syncTunebook', 'cancelTunebookSync', 'reconcileKnowledge', 'deleteMyData'];
  for (const callable of callables) {
    for (const { name, body, headers } of hostileRequests) {
      const answer = await rig.callables.post(callable, body, headers);
      // What is no JSON is refused before it reaches the functions, and with a page.
      const told = answer.body === null || refusal.safeParse(answer.body).success;
      if (![400, 401].includes(answer.status) || !told) wrong.push([callable, name, answer]);
    }
  }
  expect(wrong).toEqual([]);
});

test(`each of ${hostileWrites.length} hostile writes of an editor's client is denied`, async () => {
  const allowed: string[] = [];
  for (const [place, { name, change, id = `w-${place}` }] of hostileWrites.entries()) {
    const sound = {
      title: 'Opening hours',
      content: 'Nine to five.',
      tags: [],
      createdBy: client.uid,
      createdAt: serverTimestamp(),
      updatedAt: serverTimestamp(),
      sync: { status: 'pending' },
    };
    const denied = await setDoc(doc(client.firestore, paths.knowledge, id), { ...sound, ...change }).then(
      () => false,
      ({ code }) => code === 'permission-denied',
    );
    if (!denied) allowed.push(name);
  }
  expect(allowed).toEqual([]);
});

test(`each of ${unreadableDocuments.length} unreadable documents is settled with what is wrong, and ${oddDocuments.length} odd ones are synced`, async () => {
  const stored = [...unreadableDocuments, ...oddDocuments].map((document, place) => ({
    ...document,
    id: `s-${place}`,
  }));
  for (const { id, data } of stored) await rig.db.collection(paths.knowledge).doc(id).set(data);
  await rig.emulator.untilIdle();
  await rig.emulator.sweep();
  await rig.emulator.untilIdle();
  const wrong: unknown[] = [];
  for (const [place, { id, name }] of stored.entries()) {
    const sync = syncOf((await rig.db.collection(paths.knowledge).doc(id).get()).data());
    const settled = sync.status === 'failed' && sync.error?.type === 'validation' && isForPeople(sync.error.message);
    if (place < unreadableDocuments.length ? !settled : sync.status !== 'completed') wrong.push([name, sync]);
  }
  expect(wrong).toEqual([]);
});

test(`each of ${hostileReplies.length} hostile replies of ElevenLabs ends in a message for people`, async () => {
  const wrong: unknown[] = [];
  const tried = hostileReplies.map((reply, place) => ({ ...reply, id: `r-${place}` }));
  for (const { id, method, action } of tried) {
    // A listing is asked for only after a create whose fate is not known.
    const lost = { match: { method: 'POST', name: `${id}-` }, actions: [{ kind: 'drop', when: 'before' }] } as const;
    if (method === 'GET') rig.elevenLabs.faults.add({ ...lost, actions: [...lost.actions] });
    rig.elevenLabs.faults.add({ match: { method, name: `${id}-` }, actions: [action], times: 20 });
    await rig.db.collection(paths.knowledge).doc(id).set(newDocument());
  }
  await rig.emulator.untilIdle();
  for (const { id, name } of tried) {
    const sync = syncOf((await rig.db.collection(paths.knowledge).doc(id).get()).data());
    if (sync.status !== 'failed' || !sync.error || !isForPeople(sync.error.message)) wrong.push([name, sync]);
  }
  rig.elevenLabs.faults.clear();
  expect(wrong).toEqual([]);
});

test(`each of ${hostilePages.length} hostile pages of thesession.org is refused or isolated, and ${oddPages.length} odd ones are taken`, async () => {
  const wrong: unknown[] = [];
  for (const [place, { name, ends, action }] of [...hostilePages, ...oddPages].entries()) {
    const memberId = memberOf(100 + place);
    rig.theSession.faults.add({ match: { path: `/members/${memberId}/tunebook` }, actions: [action], times: 20 });
    const { uid, token } = await rig.callables.newUser();
    const { status, body } = await rig.callables.call('syncTunebook', { memberId, retry: false }, token);
    const added = (await rig.db.collection(paths.userTunes(uid)).listDocuments()).length;
    const read = refusal.safeParse(body);
    const right = {
      refused: status >= 400 && read.success && isForPeople(read.data.error.message) && added === 0,
      isolated: status === 200 && added === (place < hostilePages.length ? 1 : 2),
    }[ends];
    if (!right) wrong.push([name, status, added, body]);
  }
  rig.theSession.faults.clear();
  expect(wrong).toEqual([]);
});

test('after all of it the functions are up, and nothing was logged that must not be', async () => {
  await rig.db.collection(paths.knowledge).doc('last').set(newDocument());
  await until('a sound document is completed', async () => {
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

/** Whether a message may be shown: bounded, with nothing of a key, a header or a document in it. */
function isForPeople(message: string): boolean {
  return message.length >= 10 && message.length <= 500 && leaksIn(message).length === 0;
}

function newDocument() {
  const text = { title: `${secrets.contentWord} title`, content: `${secrets.contentWord} content`, tags: [] };
  return { ...text, createdBy: 'editor', createdAt: new Date(), updatedAt: new Date(), sync: { status: 'pending' } };
}
