import { describe, expect, test } from 'vitest';
import { afterAttempt } from '../../../functions/src/knowledge/delivery/after-attempt.ts';
import type { Outcome, Run } from '../../../functions/src/knowledge/delivery/run.ts';
import {
  answerFailure,
  connectionFailure,
  type Failure,
  missingKeyFailure,
  unreadableFailure,
} from '../../../functions/src/upstream/errors.ts';
import { minute, now, runOf, timing } from './sample-documents.ts';

const gone = answerFailure(404, 'document_not_found', null);

function failed(failure: Failure, change: Partial<Extract<Outcome, { kind: 'failed' }>> = {}): Outcome {
  return { kind: 'failed', failure, phase: 'send', elevenLabsId: null, duplicatesLeft: false, ...change };
}

/** What follows, in short: `repeat` with the wait, or `settle` with the kind of outcome. */
function summarize(run: Run, outcome: Outcome, at: Partial<typeof timing> = {}): string {
  const next = afterAttempt(run, outcome, { ...timing, ...at });
  return next.kind === 'repeat' ? `${next.kind} after ${next.delayMs}` : `${next.kind} ${next.outcome.kind}`;
}

const transient: readonly (readonly [string, Failure])[] = [
  ['429', answerFailure(429, null, null)],
  ['500', answerFailure(500, null, null)],
  ['529', answerFailure(529, null, null)],
  ['408', answerFailure(408, null, null)],
  ['concurrent_modification', answerFailure(409, 'concurrent_modification', null)],
  ['a refused connection', connectionFailure('ECONNREFUSED', 'connect')],
  ['a reset', connectionFailure('ECONNRESET')],
  ['a timeout', connectionFailure('ETIMEDOUT')],
  ['an unreadable success', unreadableFailure(200)],
];
const permanent: readonly (readonly [string, Failure])[] = [
  ...[199, 300, 302, 400, 401, 402, 403, 404, 409, 422].map(
    (status) => [String(status), answerFailure(status, null, null)] as const,
  ),
  ['no key', missingKeyFailure()],
  ['500 without credit', answerFailure(500, 'quota_exceeded', null)],
];

describe('a run', () => {
  test.each(transient)('retries twice after %s, then settles', (_, failure) => {
    const words = [1, 2, 3].map((attempt) => summarize(runOf({ attempt }), failed(failure)));
    expect(words).toEqual(['repeat after 1000', 'repeat after 2000', 'settle failed']);
  });

  test.each(permanent)('settles at once after %s', (_, failure) => {
    expect(summarize(runOf(), failed(failure))).toBe('settle failed');
  });

  test.each(transient)('settles a verification at once after %s', (_, failure) => {
    expect(summarize(runOf({ purpose: 'verify' }), failed(failure))).toBe('settle failed');
  });

  test.each(transient)('settles at once when a look-up fails with %s', (_, failure) => {
    expect(summarize(runOf({ lookFirst: true }), failed(failure, { phase: 'look-up' }))).toBe('settle failed');
  });

  test('settles when the text was accepted or nothing was found', () => {
    expect(summarize(runOf(), { kind: 'accepted', elevenLabsId: 'a', duplicatesLeft: false })).toBe('settle accepted');
    expect(summarize(runOf(), { kind: 'absent' })).toBe('settle absent');
  });

  const waits: readonly (readonly [string, number | null, string])[] = [
    ['absent', null, 'repeat after 1000'],
    ['shorter than the usual wait', 1, 'repeat after 1'],
    ['as long as a run waits', 10_000, 'repeat after 10000'],
    ['longer than a run waits', 10_001, 'settle failed'],
  ];
  test.each(waits)('waits as Retry-After asks: %s', (_, retryAfterMs, word) => {
    expect(summarize(runOf(), failed(answerFailure(429, null, retryAfterMs)))).toBe(word);
  });

  test('starts no attempt with less than 5 s left', () => {
    const failure = failed(answerFailure(500, null, null));
    const deadlineAt = now + 90_000;
    expect(summarize(runOf({ deadlineAt }), failure, { now: deadlineAt - 6_000 })).toBe('repeat after 1000');
    expect(summarize(runOf({ deadlineAt }), failure, { now: deadlineAt - 5_999 })).toBe('settle failed');
  });
});

describe('a failed create', () => {
  const learned = (failure: Failure, change: Partial<Run> = {}, outcome: object = {}) => {
    const { lookFirst, needsVerification, elevenLabsId } = afterAttempt(
      runOf(change),
      failed(failure, outcome),
      timing,
    ).run;
    return { lookFirst, needsVerification, elevenLabsId };
  };

  test.each(transient)('asks for a look-up and a verification only if it may have succeeded: %s', (_, failure) => {
    const doubt = failure.ambiguous;
    expect(learned(failure)).toEqual({ lookFirst: doubt, needsVerification: doubt, elevenLabsId: null });
  });

  test('keeps both after a failure that is not ambiguous', () => {
    const clear = answerFailure(429, null, null);
    expect(learned(clear, { lookFirst: true, needsVerification: true })).toMatchObject({
      lookFirst: true,
      needsVerification: true,
    });
  });

  test('asks for no verification when only its look-up failed', () => {
    expect(learned(connectionFailure('ECONNRESET'), {}, { phase: 'look-up' }).needsVerification).toBe(false);
  });

  test('keeps an adopted id, whose ambiguous update needs no look-up', () => {
    const { lookFirst, needsVerification, elevenLabsId } = learned(
      connectionFailure('ETIMEDOUT'),
      {},
      { elevenLabsId: 'found' },
    );
    expect([lookFirst, needsVerification, elevenLabsId]).toEqual([false, true, 'found']);
  });

  test('asks for a verification when duplicates are left, as a success does', () => {
    expect(learned(answerFailure(422, null, null), {}, { duplicatesLeft: true }).needsVerification).toBe(true);
    const accepted = { kind: 'accepted', elevenLabsId: 'a', duplicatesLeft: true } as const;
    expect(afterAttempt(runOf(), accepted, timing).run.needsVerification).toBe(true);
  });
});

describe('an update whose document is gone', () => {
  const known = runOf({ elevenLabsId: 'remote', attempt: 2 });
  const next = afterAttempt(known, { kind: 'gone', failure: gone }, timing);

  test('is followed at once by a look-up of the same attempt, and later by a verification', () => {
    expect(next).toMatchObject({
      kind: 'repeat',
      delayMs: 0,
      run: { elevenLabsId: null, lookFirst: true, attempt: 1, needsVerification: true },
    });
  });

  test('settles as a retryable conflict when it happens again', () => {
    const again = afterAttempt({ ...next.run, elevenLabsId: 'found' }, { kind: 'gone', failure: gone }, timing);
    expect(again).toMatchObject({
      kind: 'settle',
      run: { elevenLabsId: null },
      outcome: { kind: 'failed', failure: { ...gone, type: 'conflict', retryable: true } },
    });
  });

  test('is followed by a look-up in a verification, too', () => {
    const verifying = { ...known, purpose: 'verify', attempt: 1, verifyAt: now - minute } as const;
    expect(summarize(verifying, { kind: 'gone', failure: gone })).toBe('repeat after 0');
  });
});
