import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { requiredRoles } from '../../../functions/src/roles.ts';
import { checkRoles } from '../../../local/doctor/roles.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** Checks against a project whose policy is this. */
async function check(status: number, policy: object) {
  server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(policy)));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return await checkRoles({ projectId: 'p', accessToken: 't', baseUrl: `http://127.0.0.1:${port}` });
}

const account = 'serviceAccount:firebase-fn-1a2b@p.iam.gserviceaccount.com';
const granted = (roles: readonly string[]) => ({ bindings: roles.map((role) => ({ role, members: [account] })) });

test('a service account with every declared role is in order', async () => {
  expect(await check(200, granted(requiredRoles))).toMatchObject({ state: 'ok' });
});

test('names a missing role and what to do', async () => {
  const finding = await check(200, granted(requiredRoles.filter((role) => role !== 'roles/run.invoker')));
  expect(finding).toMatchObject({
    state: 'problem',
    says: expect.stringMatching(/^missing: roles\/run\.invoker\. Deploy/),
  });
});

test('a policy without an account of the CLI is unknown', async () => {
  expect(await check(200, { bindings: [] })).toMatchObject({ state: 'unknown' });
});

test('a refused look says which role the caller needs', async () => {
  expect(await check(403, {})).toMatchObject({
    state: 'unknown',
    says: expect.stringContaining('roles/iam.securityReviewer'),
  });
});
