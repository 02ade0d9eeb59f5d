import type { DocumentReference } from 'firebase/firestore';
import { Timestamp } from 'firebase-admin/firestore';
import { beforeAll, describe, expect, test } from 'vitest';
import { useOwnDeployment } from './deployed-own-stack.ts';
import { minute } from './time.ts';

const apiKey = 'key-of-a-deployment-8d21';
const content = 'Nine to five, ask for the brass key.';
const params = { ELEVENLABS_API_KEY: apiKey, ELEVENLABS_RETRY_DELAY_MS: '20' };
const deployment = useOwnDeployment('deployed-faults', params);

beforeAll(() => deployment().elevenLabs.setApiKey(apiKey));

const remote = ({ id }: DocumentReference) => deployment().elevenLabs.documents.list(`${id}-`);
const requests = ({ id }: DocumentReference) => {
  return deployment()
    .elevenLabs.requests.find({ name: id })
    .map(({ method }) => method);
};

/** Adds a document and waits until it is completed and all its events have been handled. */
async function addCompleted(): Promise<DocumentReference> {
  const { editor } = deployment();
  const reference = editor.place();
  await editor.add(reference, { content });
  await editor.follow(reference).until('completed');
  await deployment().emulator.untilIdle();
  return reference;
}

/** Makes a document old enough for the sweep to conclude that its event never arrived. */
async function age({ path }: DocumentReference): Promise<void> {
  await deployment()
    .db.doc(path)
    .update({ updatedAt: Timestamp.fromMillis(Date.now() - 3 * minute) });
}

describe('an event', () => {
  test('of a creation that arrives eight times at once sends one POST', async () => {
    await deployment().emulator.inject({ kind: 'duplicate', function: 'onKnowledgeCreated', count: 7 });
    const reference = await addCompleted();
    await deployment().emulator.untilFired('duplicate');
    expect(requests(reference)).toEqual(['POST']);
    expect(remote(reference)).toHaveLength(1);
  });

  test('of an edit that arrives twice sends one PATCH', async () => {
    const { editor } = deployment();
    const reference = await addCompleted();
    await deployment().emulator.inject({ kind: 'duplicate', function: 'onKnowledgeUpdated', count: 1 });
    const followed = editor.follow(reference);
    await editor.edit(reference, { title: 'New hours' });
    await deployment().emulator.untilIdle();
    await followed.until('completed');
    await deployment().emulator.untilFired('duplicate');
    expect(requests(reference)).toEqual(['POST', 'PATCH']);
  });

  test('of a creation that cannot be handled is redelivered', async () => {
    await deployment().emulator.inject({ kind: 'undelivered', function: 'onKnowledgeCreated', how: 'returnError' });
    const { editor } = deployment();
    const reference = editor.place();
    await editor.add(reference, { content });
    await deployment().emulator.untilIdle();
    await editor.follow(reference).until('completed');
    await deployment().emulator.untilFired('returnError');
    expect(remote(reference)).toHaveLength(1);
  });

  test('of a creation that never arrives is replaced by the sweep', async () => {
    await deployment().emulator.inject({ kind: 'lost event', function: 'onKnowledgeCreated' });
    const { editor } = deployment();
    const reference = editor.place();
    await editor.add(reference, { content });
    await deployment().emulator.untilIdle();
    await deployment().emulator.untilFired('deadLetter');
    await deployment().sweep();
    expect(requests(reference)).toEqual([]);
    await age(reference);
    await deployment().sweep();
    await editor.follow(reference).until('completed');
    expect(requests(reference)).toEqual(['POST']);
  });

  test('of an edit that never arrives is replaced by the sweep', async () => {
    const { editor } = deployment();
    const reference = await addCompleted();
    await deployment().emulator.inject({ kind: 'lost event', function: 'onKnowledgeUpdated' });
    await editor.edit(reference, { content: `${content} Or the iron key.` });
    await deployment().emulator.untilIdle();
    await deployment().emulator.untilFired('deadLetter');
    await age(reference);
    await deployment().sweep();
    await editor.follow(reference).until('completed');
    expect(remote(reference)).toMatchObject([{ text: `${content} Or the iron key.` }]);
  });
});

test('the schedule runs the sweep every minute', async () => {
  await deployment().emulator.inject({ kind: 'lost event', function: 'onKnowledgeCreated' });
  const { editor } = deployment();
  const reference = editor.place();
  await editor.add(reference, { content });
  await deployment().emulator.untilIdle();
  await age(reference);
  await deployment().emulator.advance(60);
  await editor.follow(reference).until('completed');
  expect(requests(reference)).toEqual(['POST']);
});

test('logs say what happened with ids and sizes, and never hold the key, a title or a text', async () => {
  const { elevenLabs } = deployment();
  await deployment().editor.delete(await addCompleted());
  await deployment().emulator.untilIdle();
  const reference = deployment().editor.place();
  const echo = { kind: 'status', status: 401, message: `${apiKey} ${content}` } as const;
  elevenLabs.faults.add({ match: { method: 'POST', name: reference.id }, actions: [echo] });
  await deployment().editor.add(reference, { title: 'Hours of the Blue Door', content });
  await deployment().editor.follow(reference).until('failed');
  const entry = async () => {
    const lines = (await deployment().logs()).split('\n');
    return lines.find((line) => line.includes('"message":"knowledge.failed"') && line.includes(reference.id)) ?? '';
  };
  await expect.poll(entry).toContain(`"bytes":${content.length}`);
  const log = await deployment().logs();
  for (const event of ['knowledge.claimed', 'knowledge.completed', 'knowledge.removed', 'knowledge.swept']) {
    expect(log).toContain(event);
  }
  expect(log).not.toMatch(new RegExp(`${apiKey}|xi-api-key|brass key|Blue Door|Bearer`, 'i'));
});
