import { describe, expect, test } from 'vitest';
import { fence, settle } from '../../../functions/src/knowledge/delivery/settle.ts';
import { answerFailure } from '../../../functions/src/upstream/errors.ts';
import {
  hash,
  knowledge,
  minute,
  now,
  otherHash,
  runOf,
  states,
  tag,
  timing,
  title,
  underWay,
} from './sample-documents.ts';

const later = now + minute;
const failure = { kind: 'failed', failure: answerFailure(500, null, null), message: 'Wait.' } as const;

describe('whoever lost the document', () => {
  const others = { owner: 'successor', expiresAt: now + minute };
  const lost = [
    ['to a successor', underWay({ lease: others })],
    ['to nobody, but settled', underWay({ lease: null, status: 'completed' })],
    ['to an edit that is being worked on', underWay({ lease: others, status: 'pending' }, { content: 'New.' })],
  ] as const;

  test.each(lost)('%s sends no more, and verifies only what it owes', (_, document) => {
    expect(fence(document, runOf(), later)).toEqual({ kind: 'lost', verifyAt: null });
    expect(fence(document, runOf({ verificationOwed: true }), later)).toEqual({
      kind: 'lost',
      verifyAt: later + 10 * minute,
    });
  });

  test.each(lost)('%s settles nothing but the time of a verification', (_, document) => {
    const verifyAt = later + 10 * minute;
    for (const result of [
      failure,
      { kind: 'accepted', elevenLabsId: 'mine' },
      { kind: 'unsent' },
      { kind: 'absent' },
    ] as const) {
      expect(settle(document, runOf(), result, { ...timing, now: later })).toEqual({ kind: 'lost', verifyAt });
    }
  });

  const gone = [
    ['deleted', null],
    ['deleted and made again', knowledge(states.created)],
    ['deleted, made again and claimed', underWay({ tag: 'hours-another0', lease: others })],
  ] as const;
  test.each(gone)('of a document that was %s owes its removal', (_, document) => {
    const due = (change: object) => {
      const run = runOf(change);
      const decided = [fence(document, run, later), settle(document, run, failure, { ...timing, now: later })];
      expect(decided[0]).toEqual(decided[1]);
      return decided[0];
    };
    expect(due({})).toEqual({ kind: 'gone', removalDueAt: later });
    expect(due({ verificationOwed: true })).toEqual({ kind: 'gone', removalDueAt: later + 10 * minute });
    expect(due({ verifyAt: later + 7 })).toEqual({ kind: 'gone', removalDueAt: later + 7 });
    expect(due({ verifyAt: later - 7 })).toEqual({ kind: 'gone', removalDueAt: later });
  });
});

describe('the fence', () => {
  test('counts the attempt before it is sent', () => {
    const run = runOf({ attempt: 1, verificationOwed: true, lookFirst: true });
    expect(fence(underWay(), run, later)).toEqual({
      kind: 'proceed',
      sync: { ...underWay().sync, attempts: 2, lastAttemptAt: later },
      run: { ...run, attempt: 2 },
    });
  });

  test('stores the id as the run knows it: adopted, or gone', () => {
    expect(fence(underWay(), runOf({ elevenLabsId: 'found' }), later)).toMatchObject({
      sync: { elevenLabsId: 'found' },
    });
    const stored = underWay({ elevenLabsId: 'remote' });
    expect(fence(stored, runOf(), later)).toMatchObject({ sync: { elevenLabsId: null } });
  });

  test('turns to a new text, counting anew, and keeps what the run has learned', () => {
    const run = runOf({
      attempt: 2,
      lookFirst: true,
      verificationOwed: true,
      elevenLabsId: 'remote',
      contentAccepted: true,
      idWasGone: true,
    });
    const edited = underWay({ status: 'pending', attempts: 2, runs: 5 }, { title: 'New title', content: 'New.' });
    expect(fence(edited, run, later)).toMatchObject({
      kind: 'proceed',
      sync: {
        status: 'syncing',
        attempts: 1,
        runs: 1,
        attemptedHash: edited.hash,
        acceptedHash: null,
        remoteName: `${tag} New title`,
        elevenLabsId: 'remote',
        lease: edited.sync.lease,
      },
      run: {
        attempt: 1,
        hash: edited.hash,
        content: 'New.',
        remoteName: `${tag} New title`,
        lookFirst: true,
        verificationOwed: true,
        elevenLabsId: 'remote',
        contentAccepted: false,
        idWasGone: false,
      },
    });
  });

  test('takes a text that was edited and edited back for a new one', () => {
    const back = underWay({ status: 'pending', attempts: 2 });
    expect(fence(back, runOf({ attempt: 2 }), later)).toMatchObject({
      sync: { status: 'syncing', attempts: 1 },
      run: { attempt: 1, hash },
    });
  });

  test('sees a new text whatever the status, and sends it whole to whom it was never sent', () => {
    const edited = underWay({ attempts: 2 }, { title: `${title}!` });
    expect(fence(edited, runOf({ attempt: 2, elevenLabsId: 'remote' }), later)).toMatchObject({
      sync: { status: 'syncing', attempts: 1, attemptedHash: edited.hash },
      run: { attempt: 1, hash: edited.hash, contentAccepted: false },
    });
  });

  test('turns a verification into a sync of the new text, and the verification stays owed', () => {
    const run = runOf({ purpose: 'verify', verifyAt: now });
    const edited = underWay({ status: 'pending', attemptedHash: otherHash, verifyAt: now }, { title: `${title}!` });
    expect(fence(edited, run, later)).toMatchObject({ sync: { verifyAt: now }, run: { purpose: 'sync' } });
  });
});
