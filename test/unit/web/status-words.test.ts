import { describe, expect, test } from 'vitest';
import type { SyncView } from '../../../web/src/knowledge/document.ts';
import { statusWords, when } from '../../../web/src/knowledge/status-words.ts';

const now = new Date(2026, 7, 3, 13, 0);

function sync(change: Partial<SyncView>): SyncView {
  return { status: 'pending', attempts: 0, nextAttemptAt: null, error: null, ...change };
}

describe('the words for a status', () => {
  test.each([
    ['pending', 'pending'],
    ['syncing', 'syncing'],
    ['completed', 'accepted by ElevenLabs'],
    ['failed', 'failed'],
  ] as const)('call %s %j', (status, label) => {
    expect(statusWords(sync({ status }), now).label).toBe(label);
  });

  test.each([
    ['syncing', 0, null],
    ['syncing', 1, null],
    ['syncing', 2, 'retry 1'],
    ['failed', 1, null],
    ['failed', 3, 'retry 2'],
    ['completed', 3, null],
    ['pending', 3, null],
  ] as const)('count the retries of %s after %i attempts as %j', (status, attempts, retry) => {
    expect(statusWords(sync({ status, attempts }), now).retry).toBe(retry);
  });

  test('name the time of the next attempt', () => {
    const nextAttemptAt = new Date(2026, 7, 3, 14, 5);
    expect(statusWords(sync({ status: 'failed', nextAttemptAt }), now, 'en-US').next).toBe('tries again at 14:05');
  });

  test('name the day as well when the next attempt is not today', () => {
    const nextAttemptAt = new Date(2026, 7, 4, 0, 5);
    expect(statusWords(sync({ status: 'failed', nextAttemptAt }), now, 'en-GB').next).toBe(
      'tries again on 4 Aug at 00:05',
    );
  });

  test('promise the next minute once the time is past', () => {
    const nextAttemptAt = new Date(2026, 7, 3, 12, 59);
    expect(statusWords(sync({ status: 'failed', nextAttemptAt }), now).next).toBe('tries again within a minute');
  });

  test('leave the next attempt out when there is none', () => {
    expect(statusWords(sync({ status: 'failed' }), now).next).toBeNull();
  });

  test('write midnight as 00:00', () => {
    expect(when(new Date(2026, 7, 3, 0, 0), now, 'en-US')).toBe('at 00:00');
  });
});
