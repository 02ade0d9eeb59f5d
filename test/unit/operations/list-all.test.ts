import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { httpClient } from '../upstream/http-client.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const names = async (folderId: string | null) => {
  const client = createElevenLabs(httpClient(stub.url), { hasKey: true, folderId });
  return (await client.listAll({})).map(({ name }) => name);
};

test('listAll returns every text document, oldest first, and no folder', async () => {
  for (let count = 0; count < 201; count += 1) {
    stub.documents.add({ name: `n${count}`, text: '', createdAt: 1000 * (201 - count) });
  }
  stub.documents.add({ type: 'folder', name: 'folder', text: '' });
  const listed = await names(null);
  expect(listed).toHaveLength(201);
  expect([listed[0], listed[200]]).toEqual(['n200', 'n0']);
});

test('listAll with a configured folder returns the documents in it and its subfolders', async () => {
  const folder = stub.documents.add({ type: 'folder', name: 'ours', text: '' });
  const inner = stub.documents.add({ type: 'folder', name: 'inner', text: '', parentFolderId: folder.id });
  stub.documents.add({ name: 'outside', text: '' });
  stub.documents.add({ name: 'inside', text: '', parentFolderId: folder.id });
  stub.documents.add({ name: 'deep inside', text: '', parentFolderId: inner.id });
  expect((await names(folder.id)).sort()).toEqual(['deep inside', 'inside']);
});
