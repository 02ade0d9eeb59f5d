import { expect, test } from 'vitest';
import { discoverFunctions } from '../../../local/emulator/discover.ts';

/** Whatever the deployment leaves as it is: absent and null mean the same to the command line. */
const withoutNulls = (_key: string, value: unknown) => (value === null ? undefined : value);

test('a deployment finds exactly the reviewed functions, with their triggers, resources, secrets, roles and params', async () => {
  const { manifest } = await discoverFunctions('manifest');
  // After a change that is meant: npx vitest run --project unit test/unit/wiring/manifest.test.ts --update
  await expect(`${JSON.stringify(manifest, withoutNulls, 2)}\n`).toMatchFileSnapshot('manifest.snap');
});
