import { describe, expect, test } from 'vitest';
import { describeRuns } from '../../../lab/repeat/describe.ts';
import { readFailures } from '../../../lab/repeat/failures.ts';

const passed = { loaded: false, seconds: 200, passed: true, failures: [] };
const flaky = { file: 'test/a.test.ts', name: 'a document syncs' };

describe('the failures of a run', () => {
  test('are its failed tests, and files that failed before their tests', () => {
    const report = {
      testResults: [
        {
          name: '/copy/test/a.test.ts',
          status: 'failed',
          assertionResults: [
            { fullName: 'a document syncs', status: 'failed' },
            { fullName: 'a document waits', status: 'passed' },
          ],
        },
        { name: '/copy/test/b.test.ts', status: 'failed', assertionResults: [] },
        { name: '/copy/test/c.test.ts', status: 'passed', assertionResults: [] },
      ],
    };
    expect(readFailures(JSON.stringify(report), '/copy')).toEqual([
      flaky,
      { file: 'test/b.test.ts', name: '(the whole file)' },
    ]);
  });

  test('are empty when a run wrote no report', () => {
    expect(readFailures(null, '/copy')).toEqual([]);
  });
});

describe('the summary of several runs', () => {
  test('lists every test that ever failed once, with its runs', () => {
    const runs = [
      { ...passed, number: 1 },
      { ...passed, number: 2, passed: false, failures: [flaky] },
      { ...passed, number: 3, loaded: true, passed: false, failures: [flaky] },
    ];
    const summary = describeRuns(runs);
    expect(summary).toContain('| test/a.test.ts | a document syncs | 2, 3 (busy) |');
    expect(summary).toContain('1 of 3 runs passed.');
  });

  test('does not hide a run that failed without a failed test', () => {
    expect(describeRuns([{ ...passed, number: 1, passed: false }])).toContain(
      'the command failed without a failed test | 1 |',
    );
  });

  test('is one line when all passed', () => {
    expect(describeRuns([{ ...passed, number: 1 }])).toBe('1 of 1 runs passed.');
  });
});
