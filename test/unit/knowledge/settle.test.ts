import { describe, expect, test } from 'vitest';
import type { Result, Run } from '../../../functions/src/knowledge/delivery/run.ts';
import { settle } from '../../../functions/src/knowledge/delivery/settle.ts';
import type { KnowledgeDocument, Sync } from '../../../functions/src/knowledge/document.ts';
import { answerFailure, type Failure, unreadableFailure } from '../../../functions/src/upstream/errors.ts';
import { hash, hour, knowledge, minute, now, runOf, stored, tag, title, underWay } from './sample-documents.ts';

const accepted: Result = { kind: 'accepted', elevenLabsId: 'remote', index: null };
const failed = (failure: Failure): Result => ({ kind: 'failed', failure, message: 'Wait.' });
const busy = failed(answerFailure(503, null, null));
const refused = failed(answerFailure(422, null, null));

/** The settle of a run a second after `now`. */
function settled(run: Run, result: Result, document: KnowledgeDocument = underWay(), at = now + 1_000) {
  const { write, ...settlement } = settle(stored(document), run, result, at);
  if (write.kind !== 'sync') throw new Error(`not settled: ${settlement.kind}`);
  return { ...settlement, sync: write.sync };
}
const at = now + 1_000;

describe('a run that was accepted', () => {
  test('completes the document and releases the lease', () => {
    const document = underWay({ error: { type: 'network', message: 'x', retryable: true }, nextAttemptAt: 7 });
    expect(settled(runOf(), accepted, document)).toEqual({
      kind: 'settled',
      sync: {
        ...document.sync,
        status: 'completed',
        elevenLabsId: 'remote',
        completedAt: at,
        error: null,
        nextAttemptAt: null,
        lease: null,
      },
    });
  });

  test('schedules a verification when the run needs one', () => {
    expect(settled(runOf({ needsVerification: true }), accepted).sync).toMatchObject({
      status: 'completed',
      verifyAt: at + 10 * minute,
    });
  });

  test('keeps a verification that was due before', () => {
    const due = underWay({ verifyAt: at + 7 });
    expect(settled(runOf({ verifyAt: at + 7 }), accepted, due).sync.verifyAt).toBe(at + 7);
  });
});

describe('a run that failed', () => {
  const table: readonly (readonly [string, Result, runs: number, next: number | null])[] = [
    ['retryably, after its first run', busy, 1, minute],
    ['retryably, after its second run', busy, 2, 5 * minute],
    ['retryably, after its third run', busy, 3, 30 * minute],
    ['retryably, after its fourth run', busy, 4, 2 * hour],
    ['retryably, after its fifth run', busy, 5, 6 * hour],
    ['retryably, after its sixth run', busy, 6, 24 * hour],
    ['retryably, after its seventh run', busy, 7, null],
    ['with a Retry-After that a run can wait for', failed(answerFailure(429, null, 10_000)), 1, minute],
    ['with a longer Retry-After', failed(answerFailure(429, null, 90_000)), 1, 90_000],
    ['with a Retry-After shorter than the usual wait', failed(answerFailure(429, null, 30_000)), 5, 6 * hour],
    ['with a Retry-After after its seventh run', failed(answerFailure(429, null, 90_000)), 7, null],
    ['for good', refused, 1, null],
    ['unreadably', failed(unreadableFailure(200)), 1, null],
  ];
  test.each(table)('%s is retried on schedule', (_, result, runs, next) => {
    const { kind, sync } = settled(runOf({ elevenLabsId: 'adopted' }), result, underWay({ runs }));
    expect(kind).toBe('settled');
    expect(sync).toMatchObject({
      status: 'failed',
      lease: null,
      elevenLabsId: 'adopted',
      verifyAt: null,
    });
    expect(sync.nextAttemptAt).toBe(next === null ? null : at + next);
    const { type, retryable } = result.kind === 'failed' ? result.failure : {};
    expect(sync.error).toEqual({ type, retryable, message: 'Wait.' });
  });

  test('schedules a verification when the run needs one', () => {
    for (const result of [busy, refused]) {
      expect(settled(runOf({ needsVerification: true }), result).sync.verifyAt).toBe(at + 10 * minute);
    }
  });

  test('before it could send makes the document pending again', () => {
    expect(settled(runOf(), { kind: 'unsent' })).toMatchObject({
      kind: 'settled',
      sync: { status: 'pending', lease: null, nextAttemptAt: null },
    });
  });
});

describe('a text that changed during the run', () => {
  const edited = underWay({ status: 'pending', runs: 5, attempts: 3 }, { title: 'New title' });
  const restarted: Partial<Sync> = {
    attempts: 0,
    attemptedHash: edited.hash,
  };
  const results: readonly (readonly [string, Result, string | null])[] = [
    ['success', accepted, 'remote'],
    ['failure', busy, 'known'],
    ['failure for good', refused, 'known'],
    ['an unsent text', { kind: 'unsent' }, 'known'],
  ];

  test.each(results)('is sent by the same run after %s', (_, result, elevenLabsId) => {
    expect(settled(runOf({ elevenLabsId: 'known', attempt: 3 }), result, edited)).toMatchObject({
      kind: 'again',
      sync: { ...restarted, status: 'syncing', runs: 1, elevenLabsId, lease: edited.sync.lease },
      run: { attempt: 0, hash: edited.hash, remoteName: `${tag} New title`, elevenLabsId },
    });
  });

  test.each(results)('stays pending after the deadline, after %s', (_, result, elevenLabsId) => {
    const run = runOf({ elevenLabsId: 'known', needsVerification: true });
    const settlement = settled(run, result, edited, run.deadlineAt - 4_999);
    expect(settlement).toMatchObject({
      kind: 'settled',
      sync: {
        ...restarted,
        status: 'pending',
        runs: 0,
        elevenLabsId,
        lease: null,
        verifyAt: run.deadlineAt - 4_999 + 10 * minute,
      },
    });
  });

  test('and was changed back is sent by the same run, which alone may complete it', () => {
    const back = underWay({ status: 'pending' });
    for (const result of [accepted, busy]) {
      expect(settled(runOf(), result, back)).toMatchObject({
        kind: 'again',
        sync: { status: 'syncing' },
        run: { hash },
      });
    }
  });

  test('is detected by its hash alone when a server changed the text without the status', () => {
    expect(settled(runOf(), accepted, underWay({}, { title: `${title}!` })).kind).toBe('again');
  });
});

describe('a settle whose transaction runs again', () => {
  const earlier = settle(stored(underWay()), runOf(), accepted, at);
  const committed = earlier.kind === 'settled' ? earlier.sync : underWay().sync;

  test('recognizes its own commit, although the lease is given up', () => {
    expect(earlier.kind).toBe('settled');
    const again = settle(stored(knowledge(committed)), runOf(), accepted, at, earlier);
    expect(again).toEqual({ ...earlier, write: { kind: 'none' } });
  });

  test('recognizes it after an edit that came at once', () => {
    const edited = knowledge({ ...committed, status: 'pending' }, { content: 'New.' });
    expect(settle(stored(edited), runOf(), accepted, at, earlier)).toMatchObject({ kind: 'settled' });
  });

  test('has lost its lease when another run claimed the document', () => {
    const lease = { owner: 'successor', expiresAt: at + minute };
    const claimed = underWay({ lease, attempts: 1, lastAttemptAt: at });
    expect(settle(stored(claimed), runOf(), accepted, at, earlier)).toMatchObject({ kind: 'lost' });
  });
});
