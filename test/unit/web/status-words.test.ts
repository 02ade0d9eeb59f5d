import { describe, expect, test } from 'vitest';
import { readRetryAnswer, type SyncView } from '../../../web/src/knowledge/document.ts';
import { retryResult, retryWords, statusWords } from '../../../web/src/knowledge/status-words.ts';
import { ago, clockTime } from '../../../web/src/ui/when.ts';

const now = new Date(2026, 7, 3, 13, 0);

function sync(change: Partial<SyncView>): SyncView {
  return { status: 'pending', attempts: 0, nextAttemptAt: null, error: null, index: null, ...change };
}

describe('the word for a status', () => {
  test.each([
    ['pending', 'Waiting'],
    ['syncing', 'Syncing'],
    ['completed', 'Synced'],
    ['failed', 'Failed'],
  ] as const)('of %s is %s', (status, label) => {
    expect(statusWords(sync({ status })).label).toBe(label);
  });

  test.each([
    ['pending', 'Synced'],
    ['processing', 'Indexing'],
    ['ready', 'Ready'],
    ['in_prompt', 'Ready'],
    ['quota', 'Not indexed'],
    ['failed', 'Not indexed'],
  ] as const)('of a synced document with the index %s is %s', (status, label) => {
    const index = { status, progress: 0, message: '' };
    expect(statusWords(sync({ status: 'completed', index })).label).toBe(label);
    expect(statusWords(sync({ status: 'syncing', index })).label).toBe('Syncing');
  });
});

describe('the word for an index', () => {
  const word = (index: SyncView['index']) => statusWords(sync({ status: 'completed', index }));

  test('says how far it is', () => {
    expect(word({ status: 'processing', progress: 40, message: '' }).label).toBe('Indexing 40 %');
  });

  test('that cannot be asked for is Not indexed', () => {
    expect(word({ status: 'pending', progress: 0, message: 'Check the key.' })).toEqual({
      label: 'Not indexed',
      tone: 'warning',
    });
  });
});

describe('the words for retries', () => {
  const later = new Date(2026, 7, 3, 14, 5);

  test.each([
    [0, null, ''],
    [1, null, ''],
    [2, null, '1 retry'],
    [3, later, 'Next try 14:05 · 2 retries'],
    [1, new Date(2026, 7, 4, 0, 5), 'Next try 4 Aug, 00:05'],
    [1, new Date(2026, 7, 3, 12, 59), 'Next try within a minute'],
  ])('after %i attempts with the next try at %s are %j', (attempts, nextAttemptAt, words) => {
    expect(retryWords(attempts, nextAttemptAt, now, 'en-GB')).toBe(words);
  });
});

describe('the message after a retry', () => {
  const error = { type: 'validation', message: 'Too long.', retryable: false };

  test.each([
    ['completed', '“Hours” is synced.', 'success', null],
    ['syncing', '“Hours” is already syncing.', 'success', null],
    ['pending', '“Hours” is waiting to sync.', 'success', null],
    ['removing', '“Hours” was deleted.', 'success', error],
    ['removed', '“Hours” was deleted.', 'success', null],
    ['failed', '“Hours” failed again. Too long.', 'problem', error],
  ])('that is answered with %s is %j', (status, message, tone, error) => {
    expect(retryResult('Hours', readRetryAnswer({ documentId: 'a', status, error }))).toEqual({ message, tone });
  });
});

describe('a time', () => {
  test('at midnight is 00:00', () => {
    expect(clockTime(new Date(2026, 7, 3, 0, 0), now, 'en-US')).toBe('00:00');
  });

  test.each([
    [new Date(2026, 7, 3, 12, 59, 30), 'now'],
    [new Date(2026, 7, 3, 12, 58), '2 min ago'],
    [new Date(2026, 7, 3, 9, 30), '3 h ago'],
    [new Date(2026, 7, 2, 12, 0), 'yesterday'],
    [new Date(2026, 6, 30, 12, 0), '4 days ago'],
    [new Date(2026, 6, 1), '1 Jul'],
    [new Date(2025, 6, 1), '1 Jul 2025'],
  ])('of %s is %s', (instant, words) => {
    expect(ago(instant, now, 'en-GB')).toBe(words);
  });

  test('ahead of a slow clock is now', () => {
    expect(ago(new Date(2026, 7, 3, 13, 5), now, 'en-GB')).toBe('now');
  });
});
