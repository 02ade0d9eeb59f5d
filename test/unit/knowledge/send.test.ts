import { Firestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import type { Run } from '../../../functions/src/knowledge/delivery/run.ts';
import { attempt } from '../../../functions/src/knowledge/send.ts';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import type { RequestMatch } from '../../../local/stub/request-match.ts';
import { httpClient } from '../upstream/http-client.ts';
import { content, now, runOf, tag, timing, title } from './sample-documents.ts';

let stub: ElevenLabsStub;
let context: KnowledgeContext;
beforeAll(async () => {
  stub = await startElevenLabsStub();
  context = {
    // Never called: an attempt does not use Firestore.
    db: new Firestore({ projectId: 'demo-unit' }),
    elevenLabs: createElevenLabs(httpClient(stub.url, { now: () => now }), { hasKey: true, folderId: null }),
    slot: (work) => work(),
    closedForMs: () => 0,
    textFields: defaultTextFields,
    ragModel: null,
    agentId: null,
    requestTimeoutMs: 5_000,
    backoff: timing.backoff,
    now: () => now,
    random: () => 0.5,
    wait: async () => {},
    log: () => {},
  };
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const send = (change: Partial<Run>, signal = new AbortController().signal) => attempt(context, runOf(change), signal);
const methods = () => stub.requests.find().map(({ method }) => method);
const name = `${tag} ${title}`;
/** Adds a document of this age to ElevenLabs; returns its id. */
const held = (seconds: number, called = name) =>
  stub.documents.add({ name: called, text: 'old', createdAt: now - seconds * 1_000 }).id;
/** Answers every matching request with this error. */
const fails = (match: RequestMatch, error: Omit<Extract<FaultRule['actions'][number], { kind: 'status' }>, 'kind'>) =>
  stub.faults.add({ match, actions: [{ kind: 'status', ...error }], times: null });

describe('a create', () => {
  test('of a new document is one POST and no listing', async () => {
    const outcome = await send({});
    const [document] = stub.documents.list();
    expect(outcome).toEqual({ kind: 'accepted', elevenLabsId: document?.id, duplicatesLeft: false });
    expect(document).toMatchObject({ name, text: content });
    expect(methods()).toEqual(['POST']);
  });

  test('in doubt looks up the tag first, and creates when nothing has it', async () => {
    for (const other of [`${tag}9 x`, `${tag}-abcd1234 x`, 'x']) held(9, other);
    expect(await send({ lookFirst: true })).toMatchObject({ kind: 'accepted' });
    expect(methods()).toEqual(['GET', 'POST']);
    expect(stub.documents.list()).toHaveLength(4);
  });

  test('in doubt adopts a document with the tag and updates it', async () => {
    const id = held(9, `${tag} Old title`);
    expect(await send({ lookFirst: true })).toEqual({ kind: 'accepted', elevenLabsId: id, duplicatesLeft: false });
    expect(stub.documents.list()).toMatchObject([{ id, name, text: content }]);
    expect(methods()).toEqual(['GET', 'PATCH']);
  });

  test('in doubt keeps the oldest of several and deletes the others afterwards', async () => {
    const [, oldest] = [held(5), held(9), held(7)];
    expect(await send({ lookFirst: true })).toEqual({ kind: 'accepted', elevenLabsId: oldest, duplicatesLeft: false });
    expect(stub.documents.list()).toMatchObject([{ id: oldest, text: content }]);
    expect(methods()).toEqual(['GET', 'PATCH', 'DELETE', 'DELETE']);
  });

  test('in doubt deletes nothing before the kept document accepted the text', async () => {
    const [, oldest] = [held(5), held(9)];
    fails({ method: 'PATCH' }, { status: 503 });
    const outcome = { kind: 'failed', phase: 'send', elevenLabsId: oldest, duplicatesLeft: true };
    expect(await send({ lookFirst: true })).toMatchObject(outcome);
    expect(stub.documents.list()).toHaveLength(2);
  });

  test('reports a duplicate that it could not delete', async () => {
    held(5);
    const oldest = held(9);
    fails({ method: 'DELETE' }, { status: 503 });
    expect(await send({ lookFirst: true })).toEqual({ kind: 'accepted', elevenLabsId: oldest, duplicatesLeft: true });
  });

  test('reports a listed duplicate that was not found when it was deleted', async () => {
    held(5);
    const oldest = held(9);
    fails({ method: 'DELETE' }, { status: 404, code: 'document_not_found' });
    expect(await send({ lookFirst: true })).toEqual({ kind: 'accepted', elevenLabsId: oldest, duplicatesLeft: true });
  });

  test('in doubt sends nothing when the look-up fails, which is not ambiguous', async () => {
    fails({ method: 'GET' }, { status: 503 });
    expect(await send({ lookFirst: true })).toMatchObject({
      kind: 'failed',
      phase: 'look-up',
      elevenLabsId: null,
      failure: { type: 'server_error', ambiguous: false },
    });
    expect(methods()).toEqual(['GET']);
  });
});

describe('an update', () => {
  test('goes to the known id with name and content, and no listing', async () => {
    const id = held(9);
    expect(await send({ elevenLabsId: id, lookFirst: true })).toMatchObject({ kind: 'accepted', elevenLabsId: id });
    expect(stub.documents.find(id)).toMatchObject({ name, text: content });
    expect(methods()).toEqual(['PATCH']);
  });

  test('of a document that is gone says so, and any other 404 is a failure', async () => {
    expect(await send({ elevenLabsId: 'nowhere' })).toMatchObject({
      kind: 'gone',
      failure: { code: 'document_not_found' },
    });
    fails({ method: 'PATCH' }, { status: 404, shape: 'text' });
    expect(await send({ elevenLabsId: 'nowhere' })).toMatchObject({ kind: 'failed', failure: { type: 'not_found' } });
  });

  test('fails as a create when the folder is missing', async () => {
    fails({ method: 'POST' }, { status: 404, code: 'document_not_found' });
    expect(await send({})).toMatchObject({ kind: 'failed', failure: { type: 'not_found' } });
  });
});

describe('a verification', () => {
  const verify = { purpose: 'verify', verifyAt: now, before: { status: 'completed', error: null } } as const;

  test('updates the known document and deletes the others, older ones too', async () => {
    const [, id] = [held(9), held(5), held(7)];
    expect(await send({ ...verify, elevenLabsId: id })).toMatchObject({ kind: 'accepted', elevenLabsId: id });
    expect(stub.documents.list()).toMatchObject([{ id, text: content }]);
    expect(methods()).toEqual(['GET', 'PATCH', 'DELETE', 'DELETE']);
  });

  test('always sends the whole text', async () => {
    const id = held(9);
    await send({ ...verify, elevenLabsId: id });
    expect(stub.documents.find(id)?.text).toBe(content);
  });

  test('creates the missing remote document of a completed one', async () => {
    expect(await send(verify)).toMatchObject({ kind: 'accepted' });
    expect(methods()).toEqual(['GET', 'POST']);
  });

  test('sends nothing for a failed document without a remote one', async () => {
    expect(await send({ ...verify, before: { status: 'failed', error: null } })).toEqual({ kind: 'absent' });
    expect(methods()).toEqual(['GET']);
  });
});

describe('an attempt', () => {
  test.each([{ lookFirst: false }, { lookFirst: true }])('sends nothing after the deadline: %o', async (change) => {
    const outcome = { kind: 'failed', failure: { type: 'network', ambiguous: false } };
    expect(await send({ ...change, deadlineAt: now })).toMatchObject(outcome);
    expect(await send(change, AbortSignal.abort())).toMatchObject(outcome);
    expect(methods()).toEqual([]);
  });

  test('limits a request to the rest of the run', async () => {
    stub.faults.add({ actions: [{ kind: 'hold' }] });
    const outcome = await send({ deadlineAt: now + 60 });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { type: 'network', ambiguous: true, code: 'ETIMEDOUT' } });
  });
});
