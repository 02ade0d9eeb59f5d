import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';
import { answer, scriptedServer } from '../upstream/scripted-server.ts';

const run = promisify(execFile);

const google = scriptedServer();
let folder = '';
let env: NodeJS.ProcessEnv = {};

/** Stands in for npm: prints the name of a secret as its value, or what a command gets. */
const npm = `#!/bin/sh
if [ "$2" = --silent ]; then echo "value of $6"; else printf '%s\\n' "$ELEVENLABS_API_KEY" "$@"; fi
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'missing-key-'));
  const credentials = {
    type: 'external_account',
    audience: 'audience',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: google.url(),
    credential_source: { file: join(folder, 'credentials.json') },
  };
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials));
  await writeFile(join(folder, 'npm'), npm, { mode: 0o755 });
  env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    ELEVENLABS_API_KEY: '',
    GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'credentials.json'),
  };
});

afterAll(() => rm(folder, { recursive: true }));

const commands: readonly (readonly [string, string[], string])[] = [
  ['doctor', ['--project', 'my-project', '--kit', 'manuals'], 'kit-manuals-ELEVENLABS_API_KEY'],
  ['reconcile', ['--apply', '--force', '--project=my-project'], 'ELEVENLABS_API_KEY'],
  ['ask', ['What\'s "off" for $5?', '--agent', 'agent_1', '--project', 'my-project'], 'ELEVENLABS_API_KEY'],
];

describe('a command without a key', () => {
  test.each(commands)('prints itself with the key, for a shell to run: %s', async (script, args, secret) => {
    const token = { access_token: 'token', expires_in: 3600, token_type: 'Bearer' };
    google.script(answer(200, token, { 'content-type': 'application/json' }));
    const command = ['--import', 'tsx', `${projectRoot}/local/commands/${script}.ts`, ...args];
    const { code, stderr } = await run(process.execPath, command, { env }).catch((error) => error);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Pass it to this command:\n  ELEVENLABS_API_KEY=')]);
    const printed = stderr.slice(stderr.indexOf('  ELEVENLABS_API_KEY='));
    const { stdout } = await run('sh', ['-c', printed], { env });
    expect(stdout.split('\n')).toEqual([`value of ${secret}`, 'run', script, '--', ...args, '']);
  });
});
