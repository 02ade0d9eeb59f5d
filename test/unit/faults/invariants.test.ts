import { describe, expect, test } from 'vitest';
import { illegalTransitions, type Seen } from '../../../lab/faults/knowledge/listener-history.ts';
import { leaksIn, leaksInLogs } from '../../../lab/faults/leaks.ts';
import { secrets } from '../../../lab/faults/rig.ts';
import { illegalProgress, type SeenProgress } from '../../../lab/faults/tunebook/progress-history.ts';

const sync = { status: 'completed', runs: 1, attempts: 1, lastAttemptAt: 1, nextAttemptAt: null, verifyAt: null };
const seen = (change: Partial<Seen['sync']>, rest: Partial<Seen> = {}): Seen => {
  return { createdAt: 1, updatedAt: 1, tags: [], sync: { ...sync, leaseExpiresAt: null, ...change }, ...rest };
};

describe('the document check', () => {
  const claimed = { status: 'syncing', lastAttemptAt: 2, leaseOwner: 'a', leaseExpiresAt: 50 };
  const illegal: readonly (readonly [string, Seen, Seen])[] = [
    ['a claim of a completed document without a reason', seen({}), seen(claimed)],
    ['a claim of a failed document without a due retry', seen({ status: 'failed' }), seen(claimed)],
    ['a completed document that becomes pending without an edit', seen({}), seen({ status: 'pending' })],
    ['a changed tag', seen({ tag: 'a-12345678' }), seen({ tag: 'a-87654321' })],
    ['a lease taken before it expired', seen(claimed), seen({ ...claimed, leaseOwner: 'b', lastAttemptAt: 40 })],
  ];
  test.each(illegal)('reports %s', (_, before, after) => {
    expect(illegalTransitions([before, after])).toHaveLength(1);
  });

  const legal: readonly (readonly [string, Seen, Seen])[] = [
    ['the claim of a due verification', seen({ verifyAt: 5 }), seen(claimed)],
    ['the claim of a due retry', seen({ status: 'failed', nextAttemptAt: 5 }), seen(claimed)],
    ['an edit', seen({}), seen({ status: 'pending' }, { updatedAt: 2 })],
    ['the claim of an expired lease', seen(claimed), seen({ ...claimed, leaseOwner: 'b', lastAttemptAt: 60 })],
    [
      'a document recreated with the same id',
      seen({ tag: 'a-12345678' }),
      seen({ status: 'pending' }, { createdAt: 2 }),
    ],
  ];
  test.each(legal)('allows %s', (_, before, after) => {
    expect(illegalTransitions([before, after])).toEqual([]);
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

describe('the progress check', () => {
  const illegal: readonly (readonly [string, Partial<SeenProgress>])[] = [
    ['a falling percentage', { progressPercent: 69 }],
    ['a falling count', { personTunesAdded: 2 }],
    ['a return to fetching', { status: 'fetching_metadata' }],
    ['a run that starts while another holds the lease', { startedAt: 2, leaseOwner: 'b' }],
    ['more tunes done than fetched', { personTunesAdded: 9 }],
    ['a completed run with tunes left', { status: 'completed', progressPercent: 100 }],
  ];
  test.each(illegal)('reports %s', (_, change) => {
    expect(illegalProgress({ states: [progress, { ...progress, ...change }], invalid: [], close() {} })).toHaveLength(
      1,
    );
  });

  test('allows steady progress', () => {
    const after = { ...progress, personTunesAdded: 8, progressPercent: 95 };
    const completed = { ...after, status: 'completed', progressPercent: 100, leaseOwner: null } as const;
    expect(illegalProgress({ states: [progress, after, completed], invalid: [], close() {} })).toEqual([]);
  });
});

describe('the log check', () => {
  const entry = '{"event":"knowledge.claimed","documentId":"a"}';
  test.each([
    ['the API key', secrets.apiKey],
    ['the key header', 'XI-API-KEY'],
    ['an authorization header', '"authorization": "x"'],
    ['a token', 'Bearer abc.def'],
    ['document content', `title ${secrets.contentWord}`],
  ])('reports %s', (_, text) => {
    expect(leaksIn(`${entry}\n${text}`)).toHaveLength(1);
    expect(leaksInLogs(`${entry}\n${text}`)).toHaveLength(1);
  });

  test('accepts clean entries and reports logs without any entry', () => {
    expect(leaksInLogs(entry)).toEqual([]);
    expect(leaksInLogs('started\n')).toHaveLength(1);
  });
});
