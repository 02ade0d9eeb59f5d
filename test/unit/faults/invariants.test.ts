import { describe, expect, test } from 'vitest';
import { illegalTransitions, type Seen } from '../../../lab/faults/knowledge/listener-history.ts';
import { leaksIn, leaksInLogs } from '../../../lab/faults/leaks.ts';
import { secrets } from '../../../lab/faults/rig.ts';
import { illegalProgress, type SeenProgress } from '../../../lab/faults/tunebook/progress-history.ts';

const sync = { status: 'completed', runs: 1, attempts: 1, lastAttemptAt: 1, nextAttemptAt: null, verifyAt: null };
const seen = (change: Partial<Seen['sync']>, rest: Partial<Seen> = {}): Seen => {
  return { createdAt: 1, updatedAt: 1, tags: [], sync: { ...sync, leaseExpiresAt: null, ...change }, ...rest };
};

describe('a listener to a document must not have seen', () => {
  const claimed = { status: 'syncing', lastAttemptAt: 2, leaseOwner: 'a', leaseExpiresAt: 50 };
  const illegal: readonly (readonly [string, Seen, Seen])[] = [
    ['a completed one taken up for no reason', seen({}), seen(claimed)],
    ['a failed one taken up before its time is set', seen({ status: 'failed' }), seen(claimed)],
    ['a text that nobody changed become pending', seen({}), seen({ status: 'pending' })],
    ['its tag change', seen({ tag: 'a-12345678' }), seen({ tag: 'a-87654321' })],
    ['a lease taken before it ran out', seen(claimed), seen({ ...claimed, leaseOwner: 'b', lastAttemptAt: 40 })],
  ];
  test.each(illegal)('%s', (_, before, after) => {
    expect(illegalTransitions([before, after], false)).toHaveLength(1);
  });

  const legal: readonly (readonly [string, Seen, Seen, boolean])[] = [
    ['that is verified', seen({ verifyAt: 5 }), seen(claimed), false],
    ['that failed and is due again', seen({ status: 'failed', nextAttemptAt: 5 }), seen(claimed), false],
    ['that an editor retried', seen({ status: 'failed' }), seen(claimed), true],
    ['that was edited', seen({}), seen({ status: 'pending' }, { updatedAt: 2 }), false],
    ['whose lease ran out', seen(claimed), seen({ ...claimed, leaseOwner: 'b', lastAttemptAt: 60 }), false],
    ['that was made again', seen({ tag: 'a-12345678' }), seen({ status: 'pending' }, { createdAt: 2 }), false],
  ];
  test.each(legal)('but may have seen one %s', (_, before, after, retried) => {
    expect(illegalTransitions([before, after], retried)).toEqual([]);
  });
});

const progress: SeenProgress = {
  status: 'adding_to_collection',
  progressPercent: 70,
  tunesFetched: 10,
  tunesTotal: 10,
  tunesCreated: 0,
  personTunesAdded: 3,
  personTunesSkipped: 2,
  errorCount: 0,
  errors: [],
  message: '',
  memberId: 12,
  memberName: null,
  learnStatus: 'learning',
  startedAt: 1,
  updatedAt: 1,
  finishedAt: null,
  cancelRequested: false,
  leaseOwner: 'a',
  leaseExpiresAt: 60,
};

describe('a listener to a sync must not have seen', () => {
  const illegal: readonly (readonly [string, Partial<SeenProgress>])[] = [
    ['the percentage fall', { progressPercent: 69 }],
    ['a count fall', { personTunesAdded: 2 }],
    ['it fetch again', { status: 'fetching_metadata' }],
    ['another begin under its lease', { startedAt: 2, leaseOwner: 'b' }],
    ['more tunes done than fetched', { personTunesAdded: 9 }],
    ['it completed with tunes left', { status: 'completed', progressPercent: 100 }],
  ];
  test.each(illegal)('%s', (_, change) => {
    expect(illegalProgress({ states: [progress, { ...progress, ...change }], broken: [], close() {} })).toHaveLength(1);
  });

  test('but may have seen it go on', () => {
    const after = { ...progress, personTunesAdded: 8, progressPercent: 95 };
    const completed = { ...after, status: 'completed', progressPercent: 100, leaseOwner: null } as const;
    expect(illegalProgress({ states: [progress, after, completed], broken: [], close() {} })).toEqual([]);
  });
});

describe('the logs must not hold', () => {
  const entry = '{"event":"knowledge.claimed","documentId":"a"}';
  test.each([
    ['the key', secrets.apiKey],
    ['its header', 'XI-API-KEY'],
    ['an authorization header', '"authorization": "x"'],
    ['a token', 'Bearer abc.def'],
    ['content', `title ${secrets.contentWord}`],
  ])('%s', (_, text) => {
    expect(leaksIn(`${entry}\n${text}`)).toHaveLength(1);
    expect(leaksInLogs(`${entry}\n${text}`)).toHaveLength(1);
  });

  test('nothing at all', () => {
    expect(leaksInLogs(entry)).toEqual([]);
    expect(leaksInLogs('started\n')).toHaveLength(1);
  });
});
