import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { refuse } from '../../../functions/src/knowledge/delivery/refusal.ts';
import type { Refusal } from '../../../functions/src/knowledge/delivery/write.ts';
import type { UnreadableDocument } from '../../../functions/src/knowledge/document.ts';
import { readDocument } from '../../../functions/src/knowledge/read-document.ts';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { hour, minute, now, runOf } from './sample-documents.ts';

const at = (milliseconds: number) => Timestamp.fromMillis(now + milliseconds);
/** An unreadable document with this state. */
function unreadable(sync: object): UnreadableDocument {
  const read = readDocument(
    'hours',
    { title: 7, content: 'x', sync: { status: 'pending', tag: 'hours-abcd1234', ...sync } },
    defaultTextFields,
  );
  if (read.kind !== 'unreadable') throw new Error(`it is ${read.kind}`);
  return read;
}

/** The fields that a refusal of such a document writes. */
function refused(sync: object, run: Parameters<typeof refuse>[1]): Refusal {
  const { write } = refuse(unreadable(sync), run, now);
  if (write.kind !== 'refusal') throw new Error(`it writes ${write.kind}`);
  return write.sync;
}

const ended = (needsVerification: boolean, elevenLabsId: string | null = null) => ({
  run: runOf({ needsVerification }),
  elevenLabsId,
});

describe('an unreadable document', () => {
  test('fails for good and leaves every query of the sweep', () => {
    expect(refused({}, null)).toEqual({
      status: 'failed',
      error: {
        type: 'validation',
        message: 'This document cannot be synced. The field title is missing or of the wrong type. Edit it and save.',
        retryable: false,
      },
      nextAttemptAt: null,
      verifyAt: null,
      leaseOwner: null,
      leaseExpiresAt: null,
    });
  });

  const cases: readonly (readonly [string, object, Parameters<typeof refuse>[1], number | null])[] = [
    ['none was due', {}, null, null],
    ['one is due later', { verifyAt: at(7) }, null, 7],
    ['one is due, which is impossible now', { verifyAt: at(0) }, null, hour],
    ['another run holds the lease', { leaseExpiresAt: at(minute) }, null, 10 * minute],
    ['the lease of another run expired', { leaseExpiresAt: at(-minute), verifyAt: at(-1) }, null, 10 * minute],
    ['its run ended without a doubt', { leaseExpiresAt: at(minute) }, ended(false), null],
    ['its run ended with a request in doubt', { leaseExpiresAt: at(minute) }, ended(true), 10 * minute],
    ['its run ended without a doubt, an earlier one did not', { verifyAt: at(7) }, ended(false), 7],
  ];
  test.each(cases)('keeps or schedules a verification: %s', (_, sync, run, verifyIn) => {
    expect(refused(sync, run).verifyAt).toBe(verifyIn === null ? null : now + verifyIn);
  });

  test('keeps the id that its run found', () => {
    expect(refused({}, ended(false, 'remote'))).toMatchObject({ elevenLabsId: 'remote' });
    expect(refused({}, ended(false))).not.toHaveProperty('elevenLabsId');
  });
});
