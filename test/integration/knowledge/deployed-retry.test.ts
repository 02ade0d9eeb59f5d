import { describe, expect, inject, test } from 'vitest';
import { region } from '../../../functions/src/shared/region.ts';
import { elevenLabsControl } from '../../e2e/harness/upstream.ts';
import { useDeployedClient } from './deployed-client.ts';
import { remoteDocuments } from './deployed-remote.ts';

const editor = useDeployedClient('editor');
const player = useDeployedClient('player');

describe('retryKnowledgeSync', () => {
  test('refuses a signed-out caller', async () => {
    const response = await fetch(`${inject('stack').functionsUrl}/demo-reelsync/${region}/retryKnowledgeSync`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: { documentId: 'doc-1' } }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { status: 'UNAUTHENTICATED' } });
  });

  test('refuses a user without the editor role and says how to get it', async () => {
    await expect(player().retry({ documentId: 'doc-1' })).rejects.toMatchObject({
      code: 'functions/permission-denied',
      message: expect.stringContaining('editor role'),
    });
  });

  test.each([
    ['no input', null, 'input'],
    ['no id', {}, 'documentId'],
    ['an empty id', { documentId: '' }, 'documentId'],
    ['a path', { documentId: 'a/b' }, 'documentId'],
    ['an id that is too long', { documentId: 'x'.repeat(101) }, 'documentId'],
    ['an id that Firestore reserves', { documentId: '__x__' }, 'documentId'],
    ['a number', { documentId: 7 }, 'documentId'],
    ['an unknown field', { documentId: 'doc-1', force: true }, 'force'],
  ])('refuses %s and names the field', async (_, data, field) => {
    await expect(editor().retry(data)).rejects.toMatchObject({
      code: 'functions/invalid-argument',
      message: expect.stringContaining(field),
      details: { fields: [{ field, message: expect.any(String) }] },
    });
  });

  test('answers not-found for an unknown document', async () => {
    await expect(editor().retry({ documentId: 'unknown' })).rejects.toMatchObject({ code: 'functions/not-found' });
  });

  test('answers a completed document unchanged', async () => {
    const reference = editor().place();
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('completed');
    const seen = followed.seen.length;
    const { id: documentId } = reference;
    expect(await editor().retry({ documentId })).toEqual({ documentId, status: 'completed', error: null });
    expect(followed.seen).toHaveLength(seen);
    expect(await elevenLabsControl().requests({ name: documentId })).toHaveLength(1);
  });

  test('syncs a failed document once the cause is fixed, visibly to a listener', async () => {
    const reference = editor().place();
    const { id: documentId } = reference;
    const { order, release } = elevenLabsControl();
    await order({ match: { method: 'POST', name: documentId }, actions: [{ kind: 'status', status: 401 }] });
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('failed');
    expect(followed.seen.at(-1)).toMatchObject({
      error: { type: 'auth', message: expect.stringContaining('ELEVENLABS_API_KEY') },
    });
    await order({ match: { method: 'POST', name: documentId }, actions: [{ kind: 'hold' }] });
    const answer = editor().retry({ documentId });
    await followed.until('syncing');
    await release({ name: documentId });
    expect(await answer).toEqual({ documentId, status: 'completed', error: null });
    await followed.until('completed');
    expect(followed.statuses().slice(-3)).toEqual(['failed', 'syncing', 'completed']);
    expect(followed.seen.at(-1)).toMatchObject({ error: null, attempts: 1 });
    expect(await remoteDocuments(reference)).toHaveLength(1);
  });

  test('answers syncing at once while a run holds the document, and starts no other', async () => {
    const reference = editor().place();
    const { id: documentId } = reference;
    await elevenLabsControl().order({ match: { method: 'POST', name: documentId }, actions: [{ kind: 'hold' }] });
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('syncing');
    const clicks = [1, 2, 3].map(() => editor().retry({ documentId }));
    expect(await Promise.all(clicks)).toEqual(clicks.map(() => ({ documentId, status: 'syncing', error: null })));
    await elevenLabsControl().release({ name: documentId });
    await followed.until('completed');
    expect(await remoteDocuments(reference)).toHaveLength(1);
  });
});
