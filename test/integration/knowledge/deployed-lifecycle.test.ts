import { describe, expect, test } from 'vitest';
import { elevenLabsControl } from '../../e2e/harness/upstream.ts';
import { useDeployedClient } from './deployed-client.ts';
import { remoteDocuments } from './deployed-remote.ts';

const editor = useDeployedClient('editor');

/** The methods of the requests for a document, in order of arrival. */
const requests = async ({ id }: { id: string }) => {
  return (await elevenLabsControl().requests({ name: id })).map(({ method }) => method);
};

describe('an editor who listens', () => {
  test('sees a new document go from pending through syncing to completed', async () => {
    const reference = editor().place();
    const { order, release } = elevenLabsControl();
    await order({ match: { method: 'POST', name: reference.id }, actions: [{ kind: 'hold' }] });
    const followed = editor().follow(reference);
    await editor().add(reference);
    await followed.until('syncing');
    await release({ name: reference.id });
    await followed.until('completed');
    expect(followed.statuses().slice(-3)).toEqual(['pending', 'syncing', 'completed']);
    const [remote] = await remoteDocuments(reference);
    expect(remote).toMatchObject({ text: 'Nine to five.' });
    expect(followed.seen.at(-1)).toMatchObject({ elevenLabsId: remote?.id, attempts: 1, error: null });
    expect(await requests(reference)).toEqual(['POST']);
  });

  test('sees a document that fails go from pending through syncing to failed, with the error and the attempt time', async () => {
    const reference = editor().place();
    const { order, release } = elevenLabsControl();
    await order({
      match: { method: 'POST', name: reference.id },
      actions: [{ kind: 'status', status: 500 }],
      times: null,
    });
    await order({ match: { method: 'GET', name: reference.id }, actions: [{ kind: 'hold' }] });
    const followed = editor().follow(reference);
    await editor().add(reference);
    await followed.until('syncing');
    await release({ name: reference.id });
    await followed.until('failed');
    expect(followed.statuses().slice(-3)).toEqual(['pending', 'syncing', 'failed']);
    const sync = followed.seen.at(-1);
    expect(sync).toMatchObject({ attempts: 3, error: { type: 'server_error', retryable: true } });
    expect(sync).toMatchObject({ lastAttemptAt: expect.anything(), nextAttemptAt: expect.anything() });
    expect(await requests(reference)).toEqual(['POST', 'GET', 'POST', 'GET', 'POST']);
  });

  test('sees an edit update the same remote document', async () => {
    const reference = editor().place();
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('completed');
    const before = await remoteDocuments(reference);
    const { order, release } = elevenLabsControl();
    await order({ match: { method: 'PATCH', name: reference.id }, actions: [{ kind: 'hold' }] });
    await editor().edit(reference, { content: 'Ten to six.' });
    await followed.until('syncing');
    await release({ name: reference.id });
    await followed.until('completed');
    expect(followed.statuses().slice(-4)).toEqual(['completed', 'pending', 'syncing', 'completed']);
    expect(await remoteDocuments(reference)).toEqual(before.map((remote) => ({ ...remote, text: 'Ten to six.' })));
  });

  test('sees an edit during the sync end in the newest text', async () => {
    const reference = editor().place();
    const { order, release } = elevenLabsControl();
    await order({ match: { method: 'POST', name: reference.id }, actions: [{ kind: 'hold' }] });
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('syncing');
    await editor().edit(reference, { content: 'Ten to six.' });
    await release({ name: reference.id });
    await followed.until('completed');
    expect((await remoteDocuments(reference)).map(({ text }) => text)).toEqual(['Ten to six.']);
    expect(followed.seen.at(-1)).toMatchObject({ attempts: 1, runs: 1 });
  });

  test('sees no request for a change of the tags', async () => {
    const reference = editor().place();
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('completed');
    const { order, release } = elevenLabsControl();
    await order({ match: { method: 'PATCH', name: reference.id }, actions: [{ kind: 'hold' }] });
    await editor().changeTags(reference, ['hours']);
    // The functions handle this edit after the change of the tags.
    await editor().edit(reference, { title: 'New hours' });
    await followed.until('syncing');
    await release({ name: reference.id });
    await followed.until('completed');
    expect(await requests(reference)).toEqual(['POST', 'PATCH']);
  });

  test('sees a deleted document disappear, also at ElevenLabs', async () => {
    const reference = editor().place();
    await editor().add(reference);
    const followed = editor().follow(reference);
    await followed.until('completed');
    await editor().delete(reference);
    await followed.until(undefined);
    await expect.poll(() => remoteDocuments(reference)).toEqual([]);
  });

  test('sees nothing left at ElevenLabs of a document deleted during its sync', async () => {
    const reference = editor().place();
    const { order, release } = elevenLabsControl();
    await order({ match: { method: 'POST', name: reference.id }, actions: [{ kind: 'hold' }] });
    await editor().add(reference);
    const followed = editor().follow(reference);
    await expect.poll(() => requests(reference)).toEqual(['POST']);
    await editor().delete(reference);
    await followed.until(undefined);
    await release({ name: reference.id });
    // The look-up by tag follows at once or 10 min later, depending on whether the event came before the end of the run.
    const firstTwo = async () => (await requests(reference)).slice(0, 2);
    await expect.poll(firstTwo).toEqual(['POST', 'DELETE']);
    expect(await remoteDocuments(reference)).toEqual([]);
  });
});
