import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { knowledgeActivity } from '../../../local/activity/knowledge.ts';
import { tunebookActivity } from '../../../local/activity/tunebook.ts';
import { isUnexpected } from '../../../local/activity/unexpected.ts';

const nextAttemptAt = Timestamp.fromDate(new Date(2026, 10, 24, 19, 29, 30));
const error = { type: 'server_error', message: 'ElevenLabs is unavailable.', retryable: true };

describe('a line about a knowledge document', () => {
  test.each([
    [{ status: 'pending' }, 'Waiting'],
    [{ status: 'syncing', error, nextAttemptAt }, 'Syncing'],
    [{ status: 'completed', error: null, nextAttemptAt: null }, 'Synced'],
    [{ status: 'failed', error, nextAttemptAt: null }, 'Failed. ElevenLabs is unavailable.'],
    [{ status: 'failed', error, nextAttemptAt }, 'Failed. ElevenLabs is unavailable. Next try 19:29.'],
    [{ status: 'completed', index: { status: 'pending', progress: 0, message: null } }, 'Synced'],
    [{ status: 'completed', index: { status: 'processing', progress: 40, message: null } }, 'Indexing 40 %'],
    [{ status: 'completed', index: { status: 'in_prompt', progress: 0, message: null } }, 'Ready'],
    [
      { status: 'completed', index: { status: 'quota', progress: 0, message: 'It is full.' } },
      'Not indexed. It is full.',
    ],
    [{ status: 'syncing', index: { status: 'ready', progress: 100, message: null } }, 'Syncing'],
    [undefined, 'Waiting'],
  ])('names its title and its status: %j', (sync, outcome) => {
    const activity = knowledgeActivity('doc', { title: 'Opening hours', ...(sync && { sync }) });
    expect(activity).toEqual({ subject: 'Document "Opening hours"', outcome });
  });

  test('reads the title from the field that the params name', () => {
    const activity = knowledgeActivity('doc', { headline: 'Opening hours' }, 'headline');
    expect(activity).toEqual({ subject: 'Document "Opening hours"', outcome: 'Waiting' });
  });

  test('names the id where the title cannot be read', () => {
    expect(knowledgeActivity('doc', { title: 7 })).toEqual({ subject: 'Document doc', outcome: 'Not readable' });
  });
});

describe('a line about a tunebook', () => {
  test.each([
    ['fetching_metadata', 'Importing'],
    ['adding_to_collection', 'Importing'],
    ['completed', 'Imported. 3 tunes.'],
    ['completed_with_errors', 'Imported with problems. 3 tunes.'],
    ['failed', 'Failed. 3 tunes.'],
    ['cancelled', 'Cancelled. 3 tunes.'],
  ])('names its member and its status: %s', (status, outcome) => {
    const data = { status, memberId: 3000, message: '3 tunes.', progressPercent: 50 };
    expect(tunebookActivity('uid', data)).toEqual({ subject: 'Tunebook of member 3000', outcome });
  });

  test('names the user where the document cannot be read', () => {
    expect(tunebookActivity('uid', {})).toEqual({ subject: 'Tunebook of user uid', outcome: 'Not readable' });
  });
});

describe('a line of the emulator', () => {
  test.each([
    '[functions:reelsync] error 4-1 TypeError: nothing is a function',
    '>  {"severity":"ERROR","message":"TypeError: nothing is a function"}',
    '⚠  functions: Your function was killed because it raised an unhandled error.',
  ])('is printed when it reports an error that no document shows: %s', (line) => {
    expect(isUnexpected(line)).toBe(true);
  });

  test.each([
    '[functions:reelsync] info 4-1 knowledge.claimed',
    '[functions:reelsync] error 4-1 knowledge.failed',
    '>  {"severity":"ERROR","message":"tunebook.failed","event":"tunebook.failed","error":"UpstreamError"}',
    'i  functions: Finished "europe-west1-onKnowledgeCreated" in 334.883654ms',
    '⚠  emulators: The Emulator UI is not starting because none of the running emulators have a UI component.',
  ])('is left to the log file otherwise: %s', (line) => {
    expect(isUnexpected(line)).toBe(false);
  });
});
