import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { acceptedKey, call, create, knowledgeBasePath, namesHeld } from './elevenlabs-calls.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub({ apiKey: acceptedKey });
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const post = (body: unknown) => call(stub, 'POST', `${knowledgeBasePath}/text`, { body });
const get = (query: string) => call(stub, 'GET', `${knowledgeBasePath}${query}`);

describe('a document', () => {
  test('is created, read, updated in place and deleted', async () => {
    const created = await post({ text: 'Ünïcode 🎻', name: 'a name' });
    expect(created.json).toEqual({ id: expect.stringMatching(/^[A-Za-z0-9]{20}$/), name: 'a name', folder_path: [] });
    const path = `${knowledgeBasePath}/${created.json.id}`;

    const read = await call(stub, 'GET', path);
    expect(read.json).toMatchObject({
      id: created.json.id,
      type: 'text',
      name: 'a name',
      extracted_inner_html: 'Ünïcode 🎻',
      folder_parent_id: null,
      metadata: { size_bytes: Buffer.byteLength('Ünïcode 🎻') },
    });
    expect(Math.abs(read.json.metadata.created_at_unix_secs - Date.now() / 1000)).toBeLessThan(60);

    const changed = await call(stub, 'PATCH', path, { body: { name: 'another', content: 'new text' } });
    expect(changed.json).toMatchObject({ id: created.json.id, name: 'another', extracted_inner_html: 'new text' });
    expect((await call(stub, 'GET', `${path}/content`)).text).toBe('new text');

    expect((await call(stub, 'DELETE', path)).status).toBe(200);
    const gone = await call(stub, 'GET', path);
    expect([gone.status, gone.json.detail.code]).toEqual([404, 'document_not_found']);
  });

  test('keeps the fields that a PATCH leaves out', async () => {
    const id = await create(stub, 'name', 'text');
    await call(stub, 'PATCH', `${knowledgeBasePath}/${id}`, { body: { name: 'renamed' } });
    expect(stub.documents.find(id)).toMatchObject({ name: 'renamed', text: 'text' });
    await call(stub, 'PATCH', `${knowledgeBasePath}/${id}`, { body: { content: 'rewritten' } });
    expect(stub.documents.find(id)).toMatchObject({ name: 'renamed', text: 'rewritten' });
  });

  test('is a new one for every POST: names are not unique', async () => {
    const ids = [await create(stub, 'same'), await create(stub, 'same')];
    expect(new Set(ids).size).toBe(2);
    expect(namesHeld(stub)).toEqual(['same', 'same']);
  });

  test('that an agent uses is deleted only with force', async () => {
    const id = await create(stub, 'attached');
    stub.documents.attach(id, ['agent_1']);
    const refused = await call(stub, 'DELETE', `${knowledgeBasePath}/${id}`);
    expect([refused.status, refused.json.detail.code]).toEqual([400, 'document_has_dependent_agents']);
    expect((await get('?search=attached')).json.documents[0].dependent_agents[0].id).toBe('agent_1');
    expect((await call(stub, 'DELETE', `${knowledgeBasePath}/${id}?force=true`)).status).toBe(200);
    expect(namesHeld(stub)).toEqual([]);
  });

  test('can be created in an existing folder only', async () => {
    const folder = await call(stub, 'POST', `${knowledgeBasePath}/folder`, { body: { name: 'folder' } });
    const inside = await post({ text: 'x', name: 'inside', parent_folder_id: folder.json.id });
    expect(inside.json.folder_path).toEqual([{ id: folder.json.id }]);
    await create(stub, 'outside');
    const names = (reply: { json: { documents: { name: string }[] } }) => reply.json.documents.map(({ name }) => name);
    expect(names(await get(`?parent_folder_id=${folder.json.id}`))).toEqual(['inside']);
    expect(names(await get('?types=text'))).toEqual(['outside', 'inside']);
    expect(names(await get('?types=folder&types=url'))).toEqual(['folder']);
    expect((await post({ text: 'x', parent_folder_id: 'none' })).status).toBe(404);
    const path = `${knowledgeBasePath}/${folder.json.id}`;
    expect((await call(stub, 'DELETE', path)).status).toBe(400);
    await call(stub, 'DELETE', `${path}?force=true`);
    expect(namesHeld(stub)).toEqual(['outside']);
  });
});

describe('a request that does not match the schema', () => {
  test.each([
    ['no text', { name: 'a' }, 'missing', ['body', 'text']],
    ['text of the wrong type', { text: 1 }, 'string_type', ['body', 'text']],
    ['an empty name', { text: 'a', name: '' }, 'string_too_short', ['body', 'name']],
    ['an unknown field', { text: 'a', nmae: 'b' }, 'extra_forbidden', ['body', 'nmae']],
    ['a lone surrogate', { text: 'a\ud83c' }, 'string_unicode', ['body', 'text']],
  ])('is answered 422 before the key is checked: %s', async (_, body, type, loc) => {
    const headers = { 'xi-api-key': 'wrong' };
    const reply = await call(stub, 'POST', `${knowledgeBasePath}/text`, { body, headers });
    expect(reply.status).toBe(422);
    expect(reply.json.detail).toEqual([expect.objectContaining({ type, loc, msg: expect.any(String) })]);
  });

  test.each([
    ['page_size=0'],
    ['page_size=101'],
    ['page_size=many'],
    ['types=txt'],
    ['types[]=text'],
    ['searh=a'],
    ['search=a&search=b'],
    ['sort_by=age'],
    ['show_only_owned_documents=maybe'],
  ])('is answered 422 for the query %s', async (query) => {
    const reply = await get(`?${query}`);
    expect([reply.status, reply.json.detail[0].loc[0]]).toEqual([422, 'query']);
  });

  test('is answered 422 when the body or its content type is not JSON', async () => {
    const path = `${knowledgeBasePath}/text`;
    expect((await call(stub, 'POST', path, { rawBody: '{"text":' })).json.detail[0].type).toBe('json_invalid');
    const headers = { 'content-type': 'text/plain' };
    expect((await call(stub, 'POST', path, { body: { text: 'a' }, headers })).status).toBe(422);
    expect((await call(stub, 'POST', path)).json.detail[0].type).toBe('missing');
  });
});

describe('a valid request', () => {
  test('is answered 401 in the new error shape when the key is wrong or missing', async () => {
    const headers = { 'xi-api-key': 'wrong' };
    const reply = await call(stub, 'GET', `${knowledgeBasePath}/any`, { headers });
    expect(reply.status).toBe(401);
    expect(reply.json.detail).toMatchObject({ code: 'invalid_api_key', status: 'invalid_api_key' });
    expect(reply.json.detail.request_id).toBe(reply.headers.get('x-trace-id'));
    const keyless = await call(stub, 'GET', knowledgeBasePath, { headers: { 'xi-api-key': '' } });
    expect([keyless.status, keyless.json.detail.code]).toEqual([401, 'needs_authorization']);
  });

  test('succeeds once the key is correct again', async () => {
    stub.setApiKey('another');
    expect((await get('')).status).toBe(401);
    stub.setApiKey(acceptedKey);
    expect((await get('')).status).toBe(200);
  });
});

describe('the list', () => {
  async function namesOfAllPages(query: string, between: () => void = () => {}): Promise<string[]> {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const reply = await get(`?${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
      names.push(...reply.json.documents.map((document: { name: string }) => document.name));
      expect(reply.json.has_more).toBe(reply.json.next_cursor !== null);
      cursor = reply.json.next_cursor;
      between();
    } while (cursor !== null);
    return names;
  }

  test('has 30 documents per page by default', async () => {
    for (let index = 0; index < 31; index += 1) stub.documents.add({ name: `n${index}`, text: '' });
    expect((await get('')).json.documents).toHaveLength(30);
    expect((await get('?page_size=31')).json).toMatchObject({ has_more: false, next_cursor: null });
  });

  test('searches by name prefix', async () => {
    for (const name of ['abc-1 x', 'abc-12 y', 'x abc-1', 'ABC-1']) stub.documents.add({ name, text: '' });
    expect(await namesOfAllPages('search=abc-1')).toEqual(['abc-12 y', 'abc-1 x']);
  });

  test.each([
    ['page_size=2', ['n5', 'n4', 'n3', 'n2', 'n1']],
    ['page_size=2&sort_direction=asc', ['n1', 'n2', 'n3', 'n4', 'n5']],
    ['page_size=2&sort_by=size&sort_direction=asc', ['n5', 'n4', 'n3', 'n2', 'n1']],
    ['page_size=2&sort_by=name', ['n5', 'n4', 'n3', 'n2', 'n1']],
  ])(
    'contains every document once across pages, even when documents are added meanwhile: %s',
    async (query, expected) => {
      for (const size of [5, 4, 3, 2, 1]) stub.documents.add({ name: `n${6 - size}`, text: 'x'.repeat(size) });
      let added = 0;
      const names = await namesOfAllPages(query, () => {
        added += 1;
        if (added < 3) stub.documents.add({ name: 'added', text: 'xx' });
      });
      expect(names.filter((name) => name !== 'added')).toEqual(expected);
    },
  );

  test('refuses a cursor that it did not return', async () => {
    expect((await get('?cursor=invented')).status).toBe(400);
  });
});
