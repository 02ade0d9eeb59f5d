import { describe, expect, test } from 'vitest';
import { phaseOf, type TunebookSync } from '../../../web/src/tunebook/progress-document.ts';

const now = new Date('2026-08-03T12:00:00Z');

function sync(change: Partial<TunebookSync>): TunebookSync {
  return {
    startedAt: 1,
    stage: 'adding_to_collection',
    percent: 70,
    tunesFetched: 0,
    tunesTotal: 0,
    tunesCreated: 0,
    added: 0,
    alreadyThere: 0,
    errorCount: 0,
    errors: [],
    message: '',
    memberId: 12,
    memberName: '',
    learnStatus: 'learning',
    cancelRequested: false,
    leaseExpiresAt: new Date(now.getTime() + 1),
    ...change,
  };
}

describe('the phase of a sync', () => {
  test('is none before the first sync', () => {
    expect(phaseOf(null, now)).toBe('none');
  });

  test.each([['fetching_metadata'], ['adding_to_collection']] as const)(
    'is running in %s with a live lease',
    (stage) => {
      expect(phaseOf(sync({ stage }), now)).toBe('running');
    },
  );

  test('is given up when the lease expires', () => {
    expect(phaseOf(sync({ leaseExpiresAt: now }), now)).toBe('given-up');
  });

  test('is given up without a lease', () => {
    expect(phaseOf(sync({ leaseExpiresAt: null }), now)).toBe('given-up');
  });

  test.each([['completed'], ['completed_with_errors'], ['failed'], ['cancelled']] as const)(
    'is ended in %s, with or without a lease',
    (stage) => {
      expect(phaseOf(sync({ stage, leaseExpiresAt: null }), now)).toBe('ended');
      expect(phaseOf(sync({ stage }), now)).toBe('ended');
    },
  );
});
