import { describe, expect, test } from 'vitest';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { UpstreamError } from '../../../functions/src/upstream/errors.ts';
import { httpClient } from './http-client.ts';
import { answer, type Reply, scriptedServer } from './scripted-server.ts';

const server = scriptedServer();
const list = () =>
  createElevenLabs(httpClient(server.url()), { hasKey: true, folderId: null }).listByPrefix('hours-1', { retries: 2 });

/** A page with one document. */
function page(place: string, end: Record<string, unknown>): Reply {
  const document = { id: `id-${place}`, name: `hours-1 ${place}`, metadata: { created_at_unix_secs: 7, more: 'x' } };
  return answer(200, { documents: [document], ...end });
}

/** The failure of a listing; throws when it succeeds. */
async function failure() {
  const error = await list().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  return error instanceof UpstreamError ? error.failure : undefined;
}

describe('a listing', () => {
  test('follows the cursor to the last page', async () => {
    server.script(
      page('a', { next_cursor: 'one', has_more: true }),
      page('b', { next_cursor: 'two&?', has_more: true }),
      page('c', { next_cursor: null, has_more: false }),
    );
    const document = (place: string) => ({
      id: `id-${place}`,
      name: `hours-1 ${place}`,
      createdAtSeconds: 7,
      updatedAtSeconds: 7,
    });
    expect(await list()).toEqual([document('a'), document('b'), document('c')]);
    const query = '/v1/convai/knowledge-base?search=hours-1&types=text&page_size=100';
    expect(server.received.map(({ url }) => url)).toEqual([query, `${query}&cursor=one`, `${query}&cursor=two%26%3F`]);
  });

  test('ends when has_more is false, whatever the cursor', async () => {
    server.script(page('a', { next_cursor: 'one', has_more: false }));
    expect(await list()).toHaveLength(1);
    expect(server.received).toHaveLength(1);
  });

  test('retries only the page that failed', async () => {
    server.script(page('a', { next_cursor: 'one', has_more: true }), answer(503), page('b', { has_more: false }));
    expect((await list()).map(({ id }) => id)).toEqual(['id-a', 'id-b']);
    expect(server.received.map(({ url }) => url.split('cursor=')[1])).toEqual([undefined, 'one', 'one']);
  });

  const incomplete: readonly (readonly [string, readonly Reply[]])[] = [
    ['promises more without a cursor', [page('a', { has_more: true })]],
    ['promises more with a null cursor', [page('a', { has_more: true, next_cursor: null })]],
    ['promises more with an empty cursor', [page('a', { has_more: true, next_cursor: '' })]],
    ['repeats its cursor', [page('a', { has_more: true, next_cursor: 'one' })]],
    ['does not say whether there is more', [page('a', {})]],
    ['has no documents', [answer(200, { has_more: false })]],
    ['holds a document without id', [answer(200, { documents: [{ name: 'x' }], has_more: false })]],
    ['holds a document without time', [answer(200, { documents: [{ id: 'x', name: 'x' }], has_more: false })]],
    ['is HTML on its second page', [page('a', { has_more: true, next_cursor: 'one' }), answer(200, '<html>')]],
  ];
  test.each(incomplete)('is rejected as incomplete when it %s', async (_, replies) => {
    server.script(...replies);
    expect(await failure()).toMatchObject({ type: 'unknown', code: 'unreadable_answer' });
    expect(server.received.length).toBeLessThanOrEqual(2);
  });

  test('fails when its cursors form a circle', async () => {
    let turn = 0;
    server.script((response, request) => {
      turn += 1;
      page('a', { has_more: true, next_cursor: turn % 2 === 0 ? 'even' : 'odd' })(response, request);
    });
    expect(await failure()).toMatchObject({ type: 'unknown', code: 'unreadable_answer' });
    expect(server.received).toHaveLength(3);
  });

  test('fails when a later page fails', async () => {
    server.script(page('a', { has_more: true, next_cursor: 'one' }), answer(500));
    expect(await failure()).toMatchObject({ type: 'server_error', status: 500 });
  });
});
