import { describe, expect, test } from 'vitest';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { httpClient } from './http-client.ts';
import { answer, scriptedServer } from './scripted-server.ts';

const server = scriptedServer();
const elevenLabs = () => createElevenLabs(httpClient(server.url()), { hasKey: true, folderId: null });
const unreadable = { failure: { type: 'unknown', ambiguous: true, code: 'unreadable_answer' } };

const noIds: readonly (readonly [string, unknown])[] = [
  ['longer than a stored document takes', 'x'.repeat(1_100_000)],
  ['one character too long', 'x'.repeat(201)],
  ['empty', ''],
  ['a dot', '.'],
  ['two dots, which lead upwards', '..'],
  ['a path', 'a/b'],
  ['with a query', 'a?force=true'],
  ['with a line break', 'a\n'],
  ['a number', 7],
];

describe('an invalid id', () => {
  test.each(noIds)('makes the answer to a create unreadable: %s', async (_, id) => {
    server.script(answer(200, { id }));
    await expect(elevenLabs().create({ name: 'a', text: 'b' }, {})).rejects.toMatchObject(unreadable);
  });

  test.each(noIds)('makes a listing unreadable: %s', async (_, id) => {
    const document = { id, name: 'a', metadata: { created_at_unix_secs: 1 } };
    server.script(answer(200, { documents: [document], has_more: false }));
    await expect(elevenLabs().listByPrefix('a', {})).rejects.toMatchObject(unreadable);
  });
});

test('an id of the greatest length is accepted', async () => {
  const id = 'aZ09_.:~-'.padEnd(200, 'x');
  server.script(answer(200, { id }));
  expect(await elevenLabs().create({ name: 'a', text: 'b' }, {})).toBe(id);
});
