import { describe, expect, test } from 'vitest';
import type { Result, Run } from '../../../functions/src/knowledge/delivery/run.ts';
import { settle } from '../../../functions/src/knowledge/delivery/settle.ts';
import type { Sync } from '../../../functions/src/knowledge/document.ts';
import { answerFailure } from '../../../functions/src/upstream/errors.ts';
import { hash, hour, minute, now, runOf, stored, underWay } from './sample-documents.ts';

const accepted: Result = { kind: 'accepted', elevenLabsId: 'kept', index: null };
const refused: Result = { kind: 'failed', failure: answerFailure(422, null, null), message: 'Change it.' };
const busy: Result = { kind: 'failed', failure: answerFailure(503, null, null), message: 'Wait.' };

const error = { type: 'validation', message: 'Change it.', retryable: false } as const;
const verifying = (change: Partial<Run> = {}) =>
  runOf({
    purpose: 'verify',
    verifyAt: now,
    before: { status: 'completed', error: null },
    elevenLabsId: 'known',
    ...change,
  });

function settled(run: Run, result: Result, sync: Partial<Sync> = {}, text: { title?: string } = {}): Sync {
  const document = underWay({ verifyAt: now, elevenLabsId: 'known', ...sync }, text);
  const settlement = settle(stored(document), run, result, now);
  if (settlement.kind !== 'settled' && settlement.kind !== 'again') throw new Error(`not settled: ${settlement.kind}`);
  return settlement.kind === 'settled' ? settlement.sync : settlement.write.sync;
}

describe('a verification', () => {
  test('that was accepted completes the document and is not repeated', () => {
    const before = { status: 'failed', error } as const;
    const sync = settled(verifying({ before }), accepted, { error });
    expect(sync).toMatchObject({
      status: 'completed',
      error: null,
      elevenLabsId: 'kept',
      verifyAt: null,
      lease: null,
    });
  });

  test('keeps a later time, set by a run that lost its lease', () => {
    const meanwhile = now + 10 * minute;
    expect(settled(verifying(), accepted, { verifyAt: meanwhile }).verifyAt).toBe(meanwhile);
    const before = { status: 'failed', error } as const;
    expect(settled(verifying({ before }), { kind: 'absent' }, { verifyAt: meanwhile }).verifyAt).toBe(meanwhile);
  });

  test.each([
    ['completed', { status: 'completed', error: null }],
    ['failed', { status: 'failed', error }],
  ] as const)(
    'that failed leaves a document %s as it was, but for the next time and an id that is gone',
    (_, before) => {
      for (const result of [refused, busy, { kind: 'unsent' }] as const) {
        const next = now + 7 * minute;
        const sync = settled(verifying({ before, elevenLabsId: null }), result, {
          error: before.error,
          nextAttemptAt: next,
        });
        const { status, error: shown } = before;
        expect(sync).toMatchObject({
          status,
          error: shown,
          elevenLabsId: null,
          attemptedHash: hash,
          nextAttemptAt: next,
          lease: null,
        });
        expect(sync.verifyAt).toBe(now + hour);
      }
    },
  );

  test('that leaves a duplicate is repeated after an hour', () => {
    expect(settled(verifying({ needsVerification: true }), accepted)).toMatchObject({
      status: 'completed',
      verifyAt: now + hour,
    });
  });

  test('of a failed document without a remote one restores its state and clears the time', () => {
    const before = { status: 'failed', error } as const;
    const sync = settled(verifying({ before, elevenLabsId: null }), { kind: 'absent' }, { elevenLabsId: null });
    expect(sync).toMatchObject({ ...before, verifyAt: null, lease: null });
  });

  test('that an edit interrupted sends the new text and keeps its time', () => {
    for (const result of [accepted, busy]) {
      const sync = settled(verifying(), result, { status: 'pending' }, { title: 'New title' });
      expect(sync).toMatchObject({ status: 'syncing', attempts: 0, runs: 1, verifyAt: now });
    }
  });
});
