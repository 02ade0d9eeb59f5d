import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { refusal } from '../../../functions/src/knowledge/delivery/refusal.ts';
import { readRemoteIdentity } from '../../../functions/src/knowledge/read-document.ts';
import { hour, minute, now, runOf } from './sample-documents.ts';

const at = (milliseconds: number) => Timestamp.fromMillis(now + milliseconds);
const stored = (sync: object) =>
  readRemoteIdentity({ title: 7, sync: { status: 'pending', tag: 'hours-abcd1234', ...sync } });
const ended = (verificationOwed: boolean, elevenLabsId: string | null = null) => ({
  run: runOf({ verificationOwed }),
  elevenLabsId,
});

describe('a document that cannot be read', () => {
  test('is settled as failed for good, out of the way of every query', () => {
    expect(refusal(stored({}), 'The field title is missing.', null, now)).toEqual({
      status: 'failed',
      error: {
        type: 'validation',
        message: 'This document cannot be synced. The field title is missing. Edit it and save.',
        retryable: false,
      },
      nextAttemptAt: null,
      verifyAt: null,
      leaseOwner: null,
      leaseExpiresAt: null,
    });
  });

  const owed: readonly (readonly [string, object, Parameters<typeof refusal>[2], number | null])[] = [
    ['nothing is owed', {}, null, null],
    ['a verification is owed later', { verifyAt: at(7) }, null, 7],
    ['a verification is due, which cannot be done', { verifyAt: at(0) }, null, 24 * hour],
    ['somebody holds the lease', { leaseExpiresAt: at(minute) }, null, 10 * minute],
    ['somebody let the lease run out', { leaseExpiresAt: at(-minute), verifyAt: at(-1) }, null, 10 * minute],
    ['a run ended clearly', { leaseExpiresAt: at(minute) }, ended(false), null],
    ['a run ended with a request in doubt', { leaseExpiresAt: at(minute) }, ended(true), 10 * minute],
    ['a run ended clearly, and one before it did not', { verifyAt: at(7) }, ended(false), 7],
  ];
  test.each(owed)('keeps the verification that it owes: %s', (_, sync, run, verifyIn) => {
    expect(refusal(stored(sync), 'x', run, now).verifyAt).toBe(verifyIn === null ? null : now + verifyIn);
  });

  test('keeps the id that a run brought', () => {
    expect(refusal(stored({}), 'x', ended(false, 'remote'), now)).toMatchObject({ elevenLabsId: 'remote' });
    expect(refusal(stored({}), 'x', ended(false), now)).not.toHaveProperty('elevenLabsId');
  });
});
