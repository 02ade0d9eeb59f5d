import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallOptions } from '../../../functions/src/upstream/call-options.ts';
import { createElevenLabs, type ElevenLabs, isGone } from '../../../functions/src/upstream/elevenlabs.ts';
import { answerFailure, UpstreamError } from '../../../functions/src/upstream/errors.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { httpClient, secretKey } from './http-client.ts';

let stub: ElevenLabsStub;
let elevenLabs: ElevenLabs;
beforeAll(async () => {
  stub = await startElevenLabsStub({ apiKey: secretKey });
  elevenLabs = createElevenLabs(httpClient(stub.url), { hasKey: true, folderId: null });
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

/** The failure of a call; throws when it succeeds. */
async function failure(call: Promise<unknown>) {
  const error = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  return error instanceof UpstreamError ? error.failure : undefined;
}

describe('a text document', () => {
  test('is created, updated in place and deleted', async () => {
    const id = await elevenLabs.create({ name: 'hours', text: 'Nine. 🎻' }, {});
    expect(stub.documents.find(id)).toMatchObject({ name: 'hours', text: 'Nine. 🎻', parentFolderId: null });
    await elevenLabs.update(id, { name: 'times', content: 'Ten.' }, {});
    expect(stub.documents.find(id)).toMatchObject({ name: 'times', text: 'Ten.' });
    await elevenLabs.remove(id, {});
    expect(stub.documents.list()).toEqual([]);
  });

  test('goes into the configured folder', async () => {
    const folder = stub.documents.add({ type: 'folder', name: 'folder', text: '' });
    const inFolder = createElevenLabs(httpClient(stub.url), { hasKey: true, folderId: folder.id });
    const id = await inFolder.create({ name: 'hours', text: 'Nine.' }, {});
    expect(stub.documents.find(id)?.parentFolderId).toBe(folder.id);
  });

  test('is deleted even when agents use it', async () => {
    const { id } = stub.documents.add({ name: 'hours', text: 'Nine.', agents: ['agent'] });
    await elevenLabs.remove(id, {});
    expect(stub.documents.find(id)).toBeUndefined();
  });

  test('that is missing can be deleted, and cannot be updated', async () => {
    await elevenLabs.remove('nowhere', {});
    const error = await elevenLabs
      .update('nowhere', { name: 'x', content: 'y' }, {})
      .catch((thrown: unknown) => thrown);
    expect(isGone(error)).toBe(true);
  });

  test('is not taken for deleted when a page of HTML answers', async () => {
    const { id } = stub.documents.add({ name: 'hours', text: 'Nine.' });
    stub.faults.add({ actions: [{ kind: 'unreadable', body: 'html', processed: false }] });
    expect(await failure(elevenLabs.remove(id, {}))).toMatchObject({ code: 'unreadable_answer', ambiguous: true });
  });

  test('keeps an unusual id in one path segment', async () => {
    stub.documents.add({ name: 'other', text: 'x' });
    await failure(elevenLabs.update('../a/b?c', { name: 'x', content: 'y' }, {}));
    expect(stub.requests.find()).toMatchObject([{ path: '/v1/convai/knowledge-base/..%2Fa%2Fb%3Fc' }]);
  });

  test('is found by the beginning of its name, on later pages too', async () => {
    for (let count = 0; count < 130; count += 1)
      stub.documents.add({ name: `hours ${count}`, text: 'x', createdAt: 5_000 });
    stub.documents.add({ name: 'other hours', text: 'x' });
    stub.documents.add({ type: 'folder', name: 'hours', text: '' });
    const found = await elevenLabs.listByPrefix('hours', {});
    expect(new Set(found.map(({ name }) => name)).size).toBe(130);
    expect(found[0]).toMatchObject({ createdAtSeconds: 5 });
    expect(stub.requests.find({ method: 'GET' })).toHaveLength(2);
  });
});

describe('a missing document', () => {
  const codes: readonly (readonly [number, string | null, boolean])[] = [
    [404, 'document_not_found', true],
    [404, 'knowledge_base_documentation_not_found', true],
    [404, 'not_found', false],
    [404, null, false],
    [410, 'document_not_found', false],
    [400, 'document_not_found', false],
  ];
  test.each(codes)('is recognised by status and code: %i %s', (status, code, gone) => {
    expect(isGone(new UpstreamError(answerFailure(status, code, null)))).toBe(gone);
  });

  test('is recognised only in an answer', () => expect(isGone(new Error('document_not_found'))).toBe(false));

  test('makes a delete succeed, unlike any other 404', async () => {
    stub.faults.add({ actions: [{ kind: 'status', status: 404, shape: 'text' }] });
    expect(await failure(elevenLabs.remove('some', {}))).toMatchObject({ type: 'not_found', status: 404 });
  });
});

describe('a failed request', () => {
  const calls: readonly (readonly [string, (client: ElevenLabs, options: CallOptions) => Promise<unknown>, boolean])[] =
    [
      ['a create', (client, options) => client.create({ name: 'n', text: 't' }, options), false],
      ['an update', (client, options) => client.update('id', { name: 'n', content: 'c' }, options), false],
      ['a listing', (client, options) => client.listByPrefix('n', options), true],
      ['a delete', (client, options) => client.remove('id', options), true],
    ];
  test.each(calls)('is retried only if it is idempotent: %s', async (_, call, repeated) => {
    stub.faults.add({ actions: [{ kind: 'status', status: 503 }], times: null });
    expect(await failure(call(elevenLabs, { retries: 3 }))).toMatchObject({ type: 'server_error' });
    expect(stub.requests.counters().requests).toBe(repeated ? 4 : 1);
  });

  test.each(calls)('is not retried by default: %s', async (_, call) => {
    stub.faults.add({ actions: [{ kind: 'drop', when: 'before' }], times: null });
    await failure(call(elevenLabs, {}));
    expect(stub.requests.counters().requests).toBe(1);
  });

  test.each(calls)('without a key is never sent: %s', async (_, call) => {
    const keyless = createElevenLabs(httpClient(stub.url), { hasKey: false, folderId: null });
    expect(await failure(call(keyless, {}))).toMatchObject({ type: 'auth', retryable: false, code: 'missing_api_key' });
    expect(stub.requests.counters().requests).toBe(0);
  });
});
