import { expect, inject, test } from 'vitest';
import { runScript } from './command.ts';

const run = (args: string[], env: Readonly<Record<string, string>> = {}) =>
  runScript('reconcile.ts', args, { ELEVENLABS_BASE_URL: inject('stack').elevenLabsUrl, ...env });

test('the reconcile command prints the differences and changes nothing without --apply', async () => {
  const { code, output } = await run([]);
  expect(code).toBe(0);
  expect(output).toMatch(/ElevenLabs +\d+ documents? of this project; never touched: \d+ others?/);
  for (const kind of ['missing', 'orphaned', 'duplicates', 'renamed', 'changed', 'being removed']) {
    expect(output).toContain(`  ${kind} `);
  }
  expect(output).toContain('Nothing was changed.');
});

test('the reconcile command says what to do when ElevenLabs refuses or a param is invalid', async () => {
  const refused = await run(['--apply', '--force'], { ELEVENLABS_API_KEY: 'wrong-key-4711' });
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('invalid_api_key') });
  expect(refused.output).not.toContain('wrong-key-4711');
  expect(refused.output).not.toMatch(/\bat .*\.ts:\d+/);
  const unusable = await run([], { ELEVENLABS_CONCURRENCY: '500' });
  expect(unusable).toMatchObject({ code: 1, output: expect.stringContaining('ELEVENLABS_CONCURRENCY') });
});

test('the reconcile command never takes a named project for the emulator', async () => {
  const { code, output } = await run(['--project', 'some-project'], {
    GOOGLE_APPLICATION_CREDENTIALS: '/nowhere.json',
  });
  expect([code, output]).toEqual([1, expect.stringContaining('No Google credentials were found')]);
});
