import { describe, expect, test } from 'vitest';
import { phaseOf, progressWords, type TunebookSync } from '../../../web/src/tunebook/progress-document.ts';

function sync(change: Partial<TunebookSync>): TunebookSync {
  return {
    status: 'adding_to_collection',
    startedAt: 1,
    updatedAt: 2,
    finishedAt: null,
    percent: 70,
    tunesFound: 0,
    tunesTotal: 0,
    added: 0,
    kept: 0,
    errorCount: 0,
    errors: [],
    message: '',
    memberId: 12,
    memberName: '',
    learnStatus: 'learning',
    cancelRequested: false,
    leaseMs: 60_000,
    fromCache: false,
    ...change,
  };
}

describe('the phase of an import', () => {
  test('is "none" without a progress document', () => {
    expect(phaseOf(null, false)).toBe('none');
  });

  test.each([['fetching_metadata'], ['adding_to_collection']] as const)(
    'is running in %s while reports come',
    (status) => {
      expect(phaseOf(sync({ status }), false)).toBe('running');
    },
  );

  test('is given up when no report came for the rest of the lease', () => {
    expect(phaseOf(sync({}), true)).toBe('given-up');
  });

  test('is not given up without a connection: no report can come', () => {
    expect(phaseOf(sync({ fromCache: true }), true)).toBe('running');
  });

  test.each([['completed'], ['completed_with_errors'], ['failed'], ['cancelled']] as const)(
    'is ended in %s, whether reports come or not',
    (status) => {
      expect(phaseOf(sync({ status }), false)).toBe('ended');
      expect(phaseOf(sync({ status }), true)).toBe('ended');
    },
  );
});

test('an empty tunebook is not called imported', () => {
  expect(progressWords({ status: 'completed', tunesTotal: 0 })).toBe('This tunebook is empty');
  expect(progressWords({ status: 'completed', tunesTotal: 1 })).toBe('Imported');
});
