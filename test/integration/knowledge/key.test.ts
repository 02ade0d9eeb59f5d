import { describe, expect, test } from 'vitest';
import { useKnowledgeWorld } from './world.ts';

const world = useKnowledgeWorld();

describe('the ElevenLabs key', () => {
  test('that is refused fails the document with what to do, and a retry with a valid key completes it', async () => {
    const reference = await world.add();
    await world.deliver(reference, world.instance({ apiKey: 'revoked' }));
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'failed', attempts: 1, nextAttemptAt: null });
    expect(state.error).toMatchObject({ type: 'auth', retryable: false });
    expect(state.error).toMatchObject({ message: expect.stringMatching(/valid ELEVENLABS_API_KEY.*press Retry/) });
    expect(world.requests(reference)).toEqual(['POST']);

    expect(await world.retry(reference)).toEqual({ documentId: reference.id, status: 'completed', error: null });
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null, attempts: 1, runs: 1 });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('that is missing fails the document as auth, without an id and without a request', async () => {
    const reference = await world.add();
    await world.deliver(reference, world.instance({ apiKey: '' }));
    const state = await world.state(reference);
    expect(state).toMatchObject({ status: 'failed', attempts: 1, elevenLabsId: null, completedAt: null });
    expect(state).toMatchObject({ nextAttemptAt: null, verifyAt: null });
    expect(state.error).toMatchObject({ type: 'auth', retryable: false });
    expect(state.error).toMatchObject({ message: expect.stringMatching(/No ElevenLabs API key.*press Retry/) });
    expect(world.elevenLabs.requests.counters().requests).toBe(0);

    await world.retry(reference);
    expect(await world.state(reference)).toMatchObject({ status: 'completed', error: null });
    expect(world.remote(reference)).toHaveLength(1);
  });

  test('that is refused for an edit leaves the remote document and its id unchanged', async () => {
    const reference = await world.addCompleted();
    const { elevenLabsId } = await world.state(reference);
    await world.edit(reference, { content: 'Ten to six.' });
    await world.deliver(reference, world.instance({ apiKey: 'revoked' }));
    expect(await world.state(reference)).toMatchObject({ status: 'failed', elevenLabsId, error: { type: 'auth' } });
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, text: 'Nine to five.' }]);
    await world.retry(reference);
    expect(world.remote(reference)).toMatchObject([{ id: elevenLabsId, text: 'Ten to six.' }]);
  });
});
