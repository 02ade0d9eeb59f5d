import { describe, expect, test } from 'vitest';
import { fence } from '../../../functions/src/knowledge/delivery/fence.ts';
import { settle } from '../../../functions/src/knowledge/delivery/settle.ts';
import { answerFailure } from '../../../functions/src/upstream/errors.ts';
import {
  hash,
  knowledge,
  minute,
  now,
  otherHash,
  runOf,
  states,
  stored,
  tag,
  title,
  underWay,
} from './sample-documents.ts';

const later = now + minute;
const failure = { kind: 'failed', failure: answerFailure(500, null, null), message: 'Wait.' } as const;

describe('a run that lost the document', () => {
  const others = { owner: 'successor', expiresAt: now + minute };
  const lost = [
    ['to a successor', underWay({ lease: others })],
    ['because its lease ended', underWay({ lease: null, status: 'completed' })],
    ['to a successor that sends an edit', underWay({ lease: others, status: 'pending' }, { content: 'New.' })],
  ] as const;

  test.each(lost)('%s sends nothing more, and schedules a verification only if it needs one', (_, document) => {
    expect(fence(stored(document), runOf(), later)).toEqual({ kind: 'lost', write: { kind: 'none' } });
    expect(fence(stored(document), runOf({ needsVerification: true }), later)).toEqual({
      kind: 'lost',
      write: { kind: 'verifyAt', verifyAt: later + 10 * minute },
    });
  });

  test.each(lost)('%s writes only the time of a verification', (_, document) => {
    const verifyAt = later + 10 * minute;
    for (const result of [
      failure,
      { kind: 'accepted', elevenLabsId: 'mine', index: null },
      { kind: 'unsent' },
      { kind: 'absent' },
    ] as const) {
      expect(settle(stored(document), runOf(), result, later)).toEqual({
        kind: 'lost',
        write: { kind: 'verifyAt', verifyAt },
      });
    }
  });

  test('to a successor leaves the later verification that it scheduled', () => {
    const verifyAt = later + 11 * minute;
    const document = underWay({ lease: others, verifyAt });
    expect(settle(stored(document), runOf(), failure, later)).toEqual({
      kind: 'lost',
      write: { kind: 'verifyAt', verifyAt },
    });
  });

  const gone = [
    ['deleted', null],
    ['deleted and created again', knowledge(states.created)],
    ['deleted, created again and claimed', underWay({ tag: 'hours-another0', lease: others })],
  ] as const;
  test.each(gone)('because it was %s schedules its removal', (_, document) => {
    const due = (change: object) => {
      const run = runOf(change);
      const decided = [fence(stored(document), run, later), settle(stored(document), run, failure, later)];
      expect(decided[0]).toMatchObject({ kind: 'gone' });
      expect(decided[0]).toEqual(decided[1]);
      return decided[0]?.write;
    };
    const written = (listAfter: number) => ({
      kind: 'remote',
      tag,
      removal: { elevenLabsId: null, title, listAfter },
      now: later,
    });
    expect(due({})).toEqual(written(later));
    expect(due({ needsVerification: true })).toEqual(written(later + 10 * minute));
    expect(due({ inDoubt: true })).toEqual(written(later + 10 * minute));
  });
});

describe('a fence whose transaction runs again', () => {
  const run = runOf({ needsVerification: true });
  const earlier = fence(stored(underWay()), run, later);

  test('counts the attempt once when its own commit went through', () => {
    if (earlier.kind !== 'proceed') throw new Error(`stopped: ${earlier.kind}`);
    const committed = knowledge(earlier.sync);
    expect(fence(stored(committed), run, later, earlier)).toEqual({ ...earlier, write: { kind: 'none' } });
  });

  test('is decided again when its commit failed', () => {
    expect(fence(stored(underWay()), run, later, earlier)).toEqual(earlier);
  });
});

describe('the fence', () => {
  test('counts an attempt before it is sent', () => {
    const run = runOf({ attempt: 1, needsVerification: true, lookFirst: true });
    const sync = { ...underWay().sync, attempts: 2, lastAttemptAt: later };
    expect(fence(stored(underWay()), run, later)).toEqual({
      kind: 'proceed',
      sync,
      write: { kind: 'sync', sync },
      run: { ...run, attempt: 2 },
    });
  });

  test('stores the id that the run adopted or lost', () => {
    expect(fence(stored(underWay()), runOf({ elevenLabsId: 'found' }), later)).toMatchObject({
      write: { sync: { elevenLabsId: 'found' } },
    });
    const known = underWay({ elevenLabsId: 'remote' });
    expect(fence(stored(known), runOf(), later)).toMatchObject({ write: { sync: { elevenLabsId: null } } });
  });

  test('takes a changed text, resets the counts and keeps what the run learned', () => {
    const run = runOf({
      attempt: 2,
      lookFirst: true,
      needsVerification: true,
      elevenLabsId: 'remote',
      idWasGone: true,
    });
    const edited = underWay({ status: 'pending', attempts: 2, runs: 5 }, { title: 'New title', content: 'New.' });
    expect(fence(stored(edited), run, later)).toMatchObject({
      kind: 'proceed',
      write: {
        sync: {
          status: 'syncing',
          attempts: 1,
          runs: 1,
          attemptedHash: edited.hash,
          elevenLabsId: 'remote',
          lease: edited.sync.lease,
        },
      },
      run: {
        attempt: 1,
        hash: edited.hash,
        content: 'New.',
        remoteName: `${tag} New title`,
        lookFirst: true,
        needsVerification: true,
        elevenLabsId: 'remote',
        idWasGone: false,
      },
    });
  });

  test('treats a text that was edited and edited back as changed', () => {
    const back = underWay({ status: 'pending', attempts: 2 });
    expect(fence(stored(back), runOf({ attempt: 2 }), later)).toMatchObject({
      write: { sync: { status: 'syncing', attempts: 1 } },
      run: { attempt: 1, hash },
    });
  });

  test('detects a changed text by its hash, and sends it whole', () => {
    const edited = underWay({ attempts: 2 }, { title: `${title}!` });
    expect(fence(stored(edited), runOf({ attempt: 2, elevenLabsId: 'remote' }), later)).toMatchObject({
      write: { sync: { status: 'syncing', attempts: 1, attemptedHash: edited.hash } },
      run: { attempt: 1, hash: edited.hash },
    });
  });

  test('turns a verification into a sync of a changed text, and keeps its time', () => {
    const run = runOf({ purpose: 'verify', verifyAt: now });
    const edited = underWay({ status: 'pending', attemptedHash: otherHash, verifyAt: now }, { title: `${title}!` });
    expect(fence(stored(edited), run, later)).toMatchObject({
      write: { sync: { verifyAt: now } },
      run: { purpose: 'sync' },
    });
  });
});
