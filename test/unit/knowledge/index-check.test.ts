import { describe, expect, test } from 'vitest';
import type { IndexState, KnowledgeDocument, Sync } from '../../../functions/src/knowledge/document.ts';
import { type Asked, afterCheck } from '../../../functions/src/knowledge/indexing/after-check.ts';
import { startIndex } from '../../../functions/src/knowledge/indexing/start.ts';
import { answerFailure } from '../../../functions/src/upstream/errors.ts';
import type { IndexAnswer, RemoteIndexStatus } from '../../../functions/src/upstream/rag-index.ts';
import { hash, hour, knowledge, minute, now, otherHash, stored, tag } from './sample-documents.ts';

const model = 'e5_mistral_7b_instruct';
const asked: Asked = { model, elevenLabsId: 'remote', completedAt: now - hour, checkedAt: null };
const answer = (status: RemoteIndexStatus, progress = 0): IndexAnswer => {
  return { kind: 'index', indexId: 'rag_1', status, progress };
};

function indexState(change: Partial<IndexState> = {}): IndexState {
  return {
    model,
    status: 'pending',
    progress: 0,
    tries: 0,
    checkedAt: null,
    nextCheckAt: now,
    message: null,
    ...change,
  };
}

function completed(index: Partial<IndexState> = {}, sync: Partial<Sync> = {}): KnowledgeDocument {
  return knowledge({
    status: 'completed',
    tag,
    elevenLabsId: 'remote',
    completedAt: now - hour,
    attemptedHash: hash,
    index: indexState(index),
    ...sync,
  });
}

const check = (document: KnowledgeDocument, given: IndexAnswer | undefined, change: Partial<Asked> = {}) => {
  return afterCheck(stored(document), { ...asked, ...change }, given, now);
};

/** The state after the check of a document that is checked for the first time. */
function indexAfter(given: IndexAnswer | undefined, before: Partial<IndexState> = {}): IndexState {
  const decision = check(completed(before), given, { checkedAt: before.checkedAt ?? null });
  if (!('index' in decision)) throw new Error(`The check was ${decision.kind}.`);
  return decision.index;
}

describe('an index', () => {
  test('starts as pending and due when ElevenLabs accepts a text, and not at all when indexing is off', () => {
    expect(startIndex(model, now)).toEqual(indexState());
    expect(startIndex(null, now)).toBeNull();
  });

  const statuses: readonly (readonly [RemoteIndexStatus, Partial<IndexState>])[] = [
    ['new', { status: 'processing', progress: 40, nextCheckAt: now + minute }],
    ['created', { status: 'processing', progress: 40, nextCheckAt: now + minute }],
    ['processing', { status: 'processing', progress: 40, nextCheckAt: now + minute }],
    ['succeeded', { status: 'ready', progress: 100, nextCheckAt: null }],
    ['document_too_small', { status: 'in_prompt', progress: 0, nextCheckAt: null }],
    ['rag_limit_exceeded', { status: 'quota', progress: 0, nextCheckAt: now + 24 * hour }],
    ['failed', { status: 'pending', progress: 0, nextCheckAt: now, tries: 1 }],
    ['cannot_index_folder', { status: 'pending', progress: 0, nextCheckAt: now, tries: 1 }],
  ];
  test.each(statuses)('that is %s at ElevenLabs', (status, expected) => {
    expect(indexAfter(answer(status, 40))).toMatchObject({ ...expected, checkedAt: now });
  });

  test('that is computed is checked after 1, 2, 5, 10 and 30 min, then every hour', () => {
    const waits: number[] = [];
    let index = indexState();
    for (let checks = 0; checks < 8; checks += 1) {
      const at = index.nextCheckAt ?? 0;
      const decision = afterCheck(
        stored(completed(index)),
        { ...asked, checkedAt: index.checkedAt },
        answer('processing'),
        at,
      );
      if (decision.kind !== 'checked') throw new Error(decision.kind);
      index = decision.index;
      waits.push(((index.nextCheckAt ?? 0) - at) / minute);
    }
    expect(waits).toEqual([1, 2, 5, 10, 30, 60, 60, 60]);
  });

  test('that had no room is checked after a minute again once it is computed', () => {
    const full = { status: 'quota', checkedAt: now - 24 * hour, nextCheckAt: now } as const;
    expect(indexAfter(answer('processing'), full).nextCheckAt).toBe(now + minute);
  });

  test('that failed is deleted and asked for again three times, then rests with a message', () => {
    let index = indexState();
    for (const tries of [1, 2, 3]) {
      const decision = check(completed(index), answer('failed'), { checkedAt: index.checkedAt });
      expect(decision).toMatchObject({ kind: 'failed', indexId: 'rag_1', index: { status: 'pending', tries } });
      if (decision.kind === 'failed') index = decision.index;
    }
    expect(check(completed(index), answer('failed'), { checkedAt: index.checkedAt })).toMatchObject({
      kind: 'checked',
      index: { status: 'failed', tries: 3, nextCheckAt: null, message: expect.stringContaining('could not index') },
    });
  });

  test('of a document that ElevenLabs does not know has the document verified', () => {
    const decision = check(completed(), { kind: 'gone' });
    expect(decision).toMatchObject({ kind: 'gone', verifyAt: now, index: { status: 'pending' } });
  });

  test('of a document synced a moment ago does not doubt it for 10 min: it may not be visible yet', () => {
    const fresh = completed({}, { completedAt: now - minute });
    const decision = check(fresh, { kind: 'gone' }, { completedAt: now - minute });
    expect(decision).toMatchObject({ kind: 'gone', verifyAt: now + 9 * minute });
  });

  test('keeps a verification that is due earlier', () => {
    expect(check(completed({}, { verifyAt: now - 7 }), { kind: 'gone' })).toMatchObject({ verifyAt: now - 7 });
  });

  test('that ElevenLabs refuses says so and is asked for again', () => {
    const index = indexAfter({ kind: 'failed', failure: answerFailure(422, 'invalid_model', null) });
    expect(index).toMatchObject({ status: 'pending', nextCheckAt: now + minute });
    expect(index.message).toContain('HTTP 422, invalid_model');
  });

  test.each([
    ['a failure that passes', { kind: 'failed', failure: answerFailure(503, null, null) } as const],
    ['no answer', undefined],
  ])('with %s keeps its state', (_, given) => {
    expect(indexAfter(given)).toMatchObject({ status: 'pending', message: null, nextCheckAt: now + minute });
  });
});

describe('an answer is dropped', () => {
  test.each([
    ['of a deleted document', null],
    ['of a document that was edited', completed({}, { status: 'pending' })],
    ['of a document that a run works on', completed({}, { status: 'syncing' })],
    ['while a run holds the lease', completed({}, { lease: { owner: 'run', expiresAt: now + minute } })],
    ['of an earlier text', completed({}, { completedAt: now })],
    ['of an earlier remote document', completed({}, { elevenLabsId: 'other' })],
    ['that another check overtook', completed({ checkedAt: now - minute })],
    ['when indexing was turned off', completed({}, { index: null })],
  ])('%s', (_, document) => {
    expect(afterCheck(stored(document), asked, answer('succeeded'), now)).toEqual({ kind: 'dropped' });
  });
});

describe('a document that cannot be asked about blocks no other', () => {
  const unreadable = {
    kind: 'unreadable',
    problem: 'x',
    identity: { tag, elevenLabsId: null, verifyAt: null, leaseExpiresAt: null },
  } as const;
  test.each([
    ['since it is unreadable', unreadable, asked],
    ['since it has no remote document', stored(completed({}, { elevenLabsId: null })), null],
    ['since its text is not the one that was accepted', stored(completed({}, { attemptedHash: otherHash })), asked],
  ])('%s', (_, document, about) => {
    expect(afterCheck(document, about, undefined, now)).toEqual({ kind: 'set aside' });
  });
});
