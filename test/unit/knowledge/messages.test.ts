import { describe, expect, test } from 'vitest';
import { failureMessage } from '../../../functions/src/knowledge/messages.ts';
import {
  answerFailure,
  connectionFailure,
  type Failure,
  failureTypes,
  missingKeyFailure,
  unreadableFailure,
} from '../../../functions/src/upstream/errors.ts';

const longCode = 'x'.repeat(60);
const statuses = [302, 400, 401, 402, 403, 404, 408, 409, 410, 413, 422, 429, 500, 503, 599];
const failures: readonly Failure[] = [
  ...statuses.map((status) => answerFailure(status, longCode, 30_000)),
  connectionFailure('ECONNRESET'),
  connectionFailure(null),
  unreadableFailure(200),
  missingKeyFailure(),
];
const cases = failures.map(
  (failure) => [`${failure.type} ${failure.status} ${failure.code?.slice(0, 20)}`, failure] as const,
);

describe('a message', () => {
  test.each(cases)('says what to do, in at most 500 characters: %s', (_, failure) => {
    const message = failureMessage(failure);
    expect(message.length).toBeLessThanOrEqual(500);
    expect(message).toMatch(/press Retry|Change its title or text/i);
    expect(message).toMatch(/ElevenLabs/);
  });

  test('is tested for every type', () => {
    expect(new Set(failures.map(({ type }) => type))).toEqual(new Set(failureTypes));
  });

  const words: readonly (readonly [Failure, RegExp])[] = [
    [missingKeyFailure(), /No ElevenLabs API key is configured\. Ask your administrator to set ELEVENLABS_API_KEY/],
    [
      answerFailure(401, 'invalid_api_key', null),
      /rejected the API key\. .* ELEVENLABS_API_KEY .* \(HTTP 401, invalid_api_key\)$/,
    ],
    [answerFailure(402, null, null), /no space or credit left.* \(HTTP 402\)$/],
    [connectionFailure(null), /is unreachable or did not answer in time[^()]*$/],
    [unreadableFailure(200), /unreadable answer\. .* ELEVENLABS_BASE_URL/],
    [answerFailure(404, null, null), /ELEVENLABS_FOLDER_ID/],
  ];
  test.each(words)('names cause, status and code: %o', (failure, words) => {
    expect(failureMessage(failure)).toMatch(words);
  });

  test('leaves out a code that is free text', () => {
    expect(failureMessage(answerFailure(400, 'the content of my document', null))).not.toContain('content');
  });
});
