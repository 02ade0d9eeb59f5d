import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compileFunctions } from '../../../local/emulator/stage.ts';
import { projectId, projectRoot, scratchRoot } from '../../../local/paths.ts';

/** What the Firebase command line finds in the compiled functions before it deploys them; needs no network. */
async function discover(): Promise<string> {
  const folder = `${scratchRoot}/manifest`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/functions`, { recursive: true });
  await cp(`${projectRoot}/functions/package.json`, `${folder}/functions/package.json`);
  await compileFunctions(folder);
  const discovery = `${projectRoot}/node_modules/firebase-functions/lib/bin/firebase-functions.js`;
  const output = `${folder}/functions.yaml`;
  await promisify(execFile)(process.execPath, [discovery], {
    cwd: `${folder}/functions`,
    env: {
      PATH: process.env.PATH,
      FUNCTIONS_MANIFEST_OUTPUT_PATH: output,
      GCLOUD_PROJECT: projectId,
      FIREBASE_CONFIG: JSON.stringify({ projectId }),
    },
  });
  return await readFile(output, 'utf8');
}

/** Whatever the deployment leaves as it is: absent and null mean the same to the command line. */
const withoutNulls = (_key: string, value: unknown) => (value === null ? undefined : value);

test('a deployment finds exactly the reviewed functions, with their triggers, resources, secrets, roles and params', async () => {
  const manifest = JSON.stringify(JSON.parse(await discover()), withoutNulls, 2);
  // After a change that is meant: npx vitest run --project unit test/unit/wiring/manifest.test.ts --update
  await expect(`${manifest}\n`).toMatchFileSnapshot('manifest.snap');
});
