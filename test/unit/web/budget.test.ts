import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { weightBudget } from '../../../web/budget.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(`${tmpdir()}/budget-`);
  // Hex digits of random bytes shrink to half: sizes are known to a few per cent.
  const text = (bytes: number) => JSON.stringify(randomBytes(bytes / 2).toString('hex'));
  await writeFile(`${root}/later.ts`, `export const later = ${text(20_000)};`);
  await writeFile(`${root}/shared.ts`, `export const shared = ${text(8_000)};`);
  await writeFile(
    `${root}/main.ts`,
    "import { shared } from './shared.ts'; console.log(shared); import('./later.ts').then(({ later }) => console.log(later));",
  );
});

afterEach(() => rm(root, { recursive: true, force: true }));

function buildWithin(totalBytes: number, entryBytes: number): Promise<unknown> {
  return build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: `${root}/main.ts` } },
    plugins: [weightBudget({ totalBytes, entryBytes })],
  });
}

describe('the weight budget', () => {
  test('passes a build within it', async () => {
    await expect(buildWithin(20_000, 7_000)).resolves.toBeDefined();
  });

  test('fails a build that exceeds the total, listing the chunks with their sizes', async () => {
    await expect(buildWithin(10_000, 7_000)).rejects.toThrow(
      /in all: 1\d\.\d kB of 10\.0 kB gzip.*later-\S+\.js 1\d\.\d kB/,
    );
  });

  test('fails a build whose entry is too large, not counting lazy chunks', async () => {
    await expect(buildWithin(20_000, 2_000)).rejects.toThrow(
      /before the sign-in form shows: [4-6]\.\d kB of 2\.0 kB gzip/,
    );
  });
});
