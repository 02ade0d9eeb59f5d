import { expect, test } from 'vitest';
import { discoverFunctions } from '../../../local/emulator/discover.ts';

/** The Firebase CLI treats null like an absent field. */
const withoutNulls = (_key: string, value: unknown) => (value === null ? undefined : value);

test('a deployment finds exactly the reviewed functions, with their triggers, resources, secrets, roles and params', async () => {
  const { manifest } = await discoverFunctions('manifest');
  // To accept a change: npx vitest run --project unit test/unit/wiring/manifest.test.ts --update
  await expect(`${JSON.stringify(manifest, withoutNulls, 2)}\n`).toMatchFileSnapshot('manifest.snap');
});
