import { randomUUID } from 'node:crypto';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { type Auth, getAuth } from 'firebase-admin/auth';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { projectId } from '../../../local/paths.ts';
import { runScript } from './command.ts';

let app: App;
let auth: Auth;

beforeAll(() => {
  process.env.FIREBASE_AUTH_EMULATOR_HOST = inject('stack').authHost;
  app = initializeApp({ projectId }, 'grant-editor-test');
  auth = getAuth(app);
});
afterAll(() => deleteApp(app));

const grantEditor = (...args: string[]) => runScript('grant-editor.ts', args);

async function addUser(claims: object, emailVerified = true): Promise<string> {
  const email = `user-${randomUUID().slice(0, 8)}@example.com`;
  const { uid } = await auth.createUser({ email, password: 'reelsync', emailVerified });
  await auth.setCustomUserClaims(uid, claims);
  return email;
}

const claimsOf = async (email: string) => (await auth.getUserByEmail(email)).customClaims ?? {};

test('the grant-editor command grants and revokes the role and keeps other claims', async () => {
  const email = await addUser({ team: 'blue' });
  expect(await grantEditor(email)).toMatchObject({ code: 0, output: expect.stringContaining('has the editor role') });
  expect(await claimsOf(email)).toEqual({ team: 'blue', editor: true });
  expect((await grantEditor(email)).output).toContain('already');
  expect((await grantEditor(email, '--revoke')).code).toBe(0);
  expect(await claimsOf(email)).toEqual({ team: 'blue' });
});

test('the grant-editor command refuses an address that is not verified, and still revokes its role', async () => {
  const email = await addUser({ editor: true, team: 'blue' }, false);
  const refused = await addUser({}, false);
  expect(await grantEditor(refused)).toMatchObject({ code: 1, output: expect.stringContaining('is not verified') });
  expect(await claimsOf(refused)).toEqual({});
  expect((await grantEditor(email, '--revoke')).code).toBe(0);
  expect(await claimsOf(email)).toEqual({ team: 'blue' });
});

test('the grant-editor command prints the uid and the sign-in providers of the account, and lists all editors', async () => {
  const [email, other] = [await addUser({}), await addUser({})];
  const { uid } = await auth.getUserByEmail(email);
  expect((await grantEditor(email)).output).toContain(`uid ${uid}, sign-in: password`);
  const listed = await grantEditor('--list');
  expect(listed).toMatchObject({
    code: 0,
    output: expect.stringContaining(`${email} (uid ${uid}, sign-in: password)`),
  });
  expect(listed.output).not.toContain(other);
});

test('a claim that only looks like the role is replaced by the role', async () => {
  const email = await addUser({ editor: 'true' });
  await grantEditor(email);
  expect(await claimsOf(email)).toEqual({ editor: true });
});

test('an unknown user and a missing address are answered with what to do, without a stack trace', async () => {
  const unknown = await grantEditor('nobody@example.com');
  expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('create an account on the page') });
  expect(unknown.output).not.toMatch(/\bat .*\.ts:\d+/);
  expect(await grantEditor()).toMatchObject({ code: 1, output: expect.stringContaining('npm run grant-editor --') });
});

test('a named project is never mistaken for the emulator', async () => {
  const email = await addUser({});
  const noCredentials = { GOOGLE_APPLICATION_CREDENTIALS: '/nowhere.json' };
  const answer = await runScript('grant-editor.ts', [email, '--project', 'some-project'], noCredentials);
  expect(answer).toMatchObject({ code: 1, output: expect.stringContaining('No Google credentials were found') });
  expect(await claimsOf(email)).toEqual({});
});
