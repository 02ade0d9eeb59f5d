import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readParams } from '../../../local/emulator/stage.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'params-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('params are read as a deployment reads them, without comments, quotes and surrounding spaces', async () => {
  const lines = [
    '# a comment',
    'KEY=value',
    ' SPACED = some words ',
    'QUOTED="with = sign"',
    "SINGLE='x'",
    'EMPTY=',
    'no line',
  ];
  await writeFile(join(folder, '.env'), lines.join('\n'));
  expect(await readParams(join(folder, '.env'))).toEqual({
    KEY: 'value',
    SPACED: 'some words',
    QUOTED: 'with = sign',
    SINGLE: 'x',
    EMPTY: '',
  });
});

test('a params file that does not exist has no params', async () => {
  expect(await readParams(join(folder, 'nothing'))).toEqual({});
});
