import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { call, create, knowledgeBasePath } from './elevenlabs-calls.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub({ indexing: { durationMs: null } });
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const model = 'e5_mistral_7b_instruct';
const longText = 'The session starts at nine. '.repeat(40);
const bytes = Buffer.byteLength(longText);

async function compute(ids: readonly string[], { create: createIfMissing = true } = {}) {
  const items = ids.map((id) => ({ document_id: id, create_if_missing: createIfMissing, model }));
  return (await call(stub, 'POST', `${knowledgeBasePath}/rag-index`, { body: { items } })).json;
}
const statusOf = async (id: string) => (await compute([id]))[id].data.status;
const totals = async () => (await call(stub, 'GET', `${knowledgeBasePath}/rag-index`)).json;
const control = (method: string, path: string, body: unknown) => call(stub, method, `/control/${path}`, { body });

describe('an index', () => {
  test('is created once and then reported with its progress', async () => {
    const id = await create(stub, 'a', longText);
    const first = (await compute([id]))[id];
    expect(first).toMatchObject({ status: 'success', data: { model, status: 'processing', progress_percentage: 0 } });
    await control('PUT', `documents/${id}/index`, { status: 'processing', progress: 40 });
    const second = (await compute([id]))[id];
    expect(second.data).toMatchObject({ id: first.data.id, status: 'processing', progress_percentage: 40 });
    await control('PUT', `documents/${id}/index`, { status: 'succeeded', progress: 100 });
    expect(await statusOf(id)).toBe('succeeded');
  });

  test('completes after the configured duration', async () => {
    const id = await create(stub, 'a', longText);
    await control('PUT', 'indexing', { durationMs: 60_000 });
    expect(await statusOf(id)).toBe('processing');
    await control('PUT', 'indexing', { durationMs: 0 });
    expect((await compute([id]))[id].data).toMatchObject({ status: 'succeeded', progress_percentage: 100 });
  });

  test('is not created without create_if_missing', async () => {
    const id = await create(stub, 'a', longText);
    const answer = await compute([id], { create: false });
    expect(answer[id]).toMatchObject({ status: 'failure', error_code: 404, error_status: 'rag_index_not_found' });
    expect(stub.indexes.list()).toEqual([]);
    await compute([id]);
    expect((await compute([id], { create: false }))[id].status).toBe('success');
  });

  test('is gone after the text changes, and stays after the name changes', async () => {
    const id = await create(stub, 'a', longText);
    const before = (await compute([id]))[id].data.id;
    await call(stub, 'PATCH', `${knowledgeBasePath}/${id}`, { body: { name: 'b' } });
    expect((await compute([id]))[id].data.id).toBe(before);
    await call(stub, 'PATCH', `${knowledgeBasePath}/${id}`, { body: { content: `${longText}More.` } });
    expect((await compute([id]))[id].data.id).not.toBe(before);
  });

  test('is gone with its document', async () => {
    const id = await create(stub, 'a', longText);
    await compute([id]);
    await call(stub, 'DELETE', `${knowledgeBasePath}/${id}`);
    expect(await totals()).toMatchObject({ total_used_bytes: 0, models: [] });
    expect((await compute([id]))[id]).toMatchObject({ status: 'failure', error_status: 'document_not_found' });
  });

  test('is deleted by its id and can be computed again', async () => {
    const id = await create(stub, 'a', longText);
    await control('PUT', `documents/${id}/index-failures`, { times: 1 });
    const failed = (await compute([id]))[id].data;
    expect(failed.status).toBe('failed');
    expect(await statusOf(id)).toBe('failed');
    const path = `${knowledgeBasePath}/${id}/rag-index/${failed.id}`;
    expect((await call(stub, 'DELETE', path)).json).toMatchObject({ id: failed.id, status: 'failed' });
    expect((await call(stub, 'DELETE', path)).status).toBe(404);
    expect(await statusOf(id)).toBe('processing');
  });

  test('is not computed for small documents and folders', async () => {
    const small = await create(stub, 'a', 'x'.repeat(499));
    const large = await create(stub, 'a', 'x'.repeat(500));
    const folder = stub.documents.add({ type: 'folder', name: 'f', text: '' }).id;
    const answer = await compute([small, large, folder]);
    expect(answer[small].data.status).toBe('document_too_small');
    expect(answer[large].data.status).toBe('processing');
    expect(answer[folder].data.status).toBe('cannot_index_folder');
  });
});

describe('a full plan', () => {
  test('refuses an index until there is room', async () => {
    await control('PUT', 'indexing', { maxBytes: 2 * bytes });
    const ids = [
      await create(stub, 'a', longText),
      await create(stub, 'b', longText),
      await create(stub, 'c', longText),
    ];
    const answer = await compute(ids);
    expect(ids.map((id) => answer[id].data.status)).toEqual(['processing', 'processing', 'rag_limit_exceeded']);
    expect(await totals()).toEqual({
      total_used_bytes: 2 * bytes,
      total_max_bytes: 2 * bytes,
      models: [{ model, used_bytes: 2 * bytes }],
    });
    await call(stub, 'DELETE', `${knowledgeBasePath}/${ids[0]}`);
    expect(await statusOf(String(ids[2]))).toBe('processing');
  });
});

describe('a batch of indexes', () => {
  test('has 1 to 100 items with a known model', async () => {
    const item = { document_id: 'x', create_if_missing: true, model };
    const statusFor = async (items: unknown) =>
      (await call(stub, 'POST', `${knowledgeBasePath}/rag-index`, { body: { items } })).status;
    expect(await statusFor([])).toBe(422);
    expect(await statusFor(Array.from({ length: 101 }, () => item))).toBe(422);
    expect(await statusFor([{ ...item, model: 'unknown' }])).toBe(422);
    expect(await statusFor(Array.from({ length: 100 }, () => item))).toBe(200);
  });

  test('is matched by fault rules with the name of any of its documents', async () => {
    const ids = [await create(stub, 'first-1', longText), await create(stub, 'second-1', longText)];
    stub.faults.add({ match: { name: 'second-' }, actions: [{ kind: 'status', status: 503 }] });
    const items = ids.map((id) => ({ document_id: id, create_if_missing: true, model }));
    expect((await call(stub, 'POST', `${knowledgeBasePath}/rag-index`, { body: { items } })).status).toBe(503);
  });
});

describe('an edit by hand', () => {
  test('changes text, name and update time', async () => {
    const id = await create(stub, 'a', 'text');
    await control('PATCH', `documents/${id}`, { text: 'edited', updatedAt: 5_000_000 });
    const { json } = await call(stub, 'GET', `${knowledgeBasePath}/${id}`);
    expect(json).toMatchObject({
      name: 'a',
      extracted_inner_html: 'edited',
      metadata: { last_updated_at_unix_secs: 5000 },
    });
    expect((await control('PATCH', 'documents/unknown', { text: 'x' })).status).toBe(404);
  });

  test('can delete a document', async () => {
    const id = await create(stub, 'a', 'text');
    await call(stub, 'DELETE', `/control/documents/${id}`, {});
    expect((await call(stub, 'GET', `${knowledgeBasePath}/${id}`)).status).toBe(404);
  });
});
