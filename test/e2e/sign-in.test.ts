import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { demoPassword, demoUsers } from '../../local/emulator/users.ts';
import { projectId } from '../../local/paths.ts';
import { useAdmin } from './harness/data.ts';
import { hasFocus } from './harness/described.ts';
import { openAddDialog } from './harness/knowledge.ts';
import { chooseAccountItem, toast, useBrowser } from './harness/page.ts';

const pages = useBrowser();
const admin = useAdmin();

const mailsSchema = z.object({
  oobCodes: z.array(z.object({ email: z.string(), requestType: z.string(), oobCode: z.string() })),
});

/** The mails that the Auth emulator would have sent to an address. */
async function mailsTo(email: string) {
  const url = `http://${inject('stack').authHost}/emulator/v1/projects/${projectId}/oobCodes`;
  const { oobCodes } = mailsSchema.parse(await (await fetch(url)).json());
  return oobCodes.filter((mail) => mail.email === email);
}

describe('signing in', () => {
  test('with a wrong password says so, and the form can be used again', async () => {
    const page = await pages.open();
    await page.getByLabel('Email address').fill(demoUsers.player.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('The email address or the password is wrong.').waitFor();
    await page.getByLabel('Password').fill(demoPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByTestId('account').getByText(demoUsers.player.email).waitFor();
  });

  test('survives a reload and ends with Sign out', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    await page.reload();
    await page.getByTestId('account').getByText(demoUsers.player.email).waitFor();
    await chooseAccountItem(page, 'Sign out');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByTestId('account').count()).toBe(0);
  });

  test('sends a link to set a new password', async () => {
    const { email } = await admin.newUser();
    const page = await pages.open();
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('button', { name: 'Forgot your password?' }).click();
    await page.getByText(`If ${email} has an account, we sent it a link`).waitFor();
    expect((await mailsTo(email)).map(({ requestType }) => requestType)).toEqual(['PASSWORD_RESET']);
  });
});

test('a browser that blocks site data can sign in and keeps typed text in the page', async () => {
  const page = await pages.open();
  await page.addInitScript(() => {
    for (const storage of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, storage, {
        get() {
          throw new DOMException('Access is denied.', 'SecurityError');
        },
      });
    }
  });
  await page.route('**/assets/signed-in-*.js', (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await page.getByTestId('demo-accounts').getByRole('button', { name: demoUsers.editor.email }).click();
  await page.getByText('The page did not load completely.').waitFor();
  await page.unroute('**/assets/signed-in-*.js');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByTestId('account').waitFor();

  const dialog = await openAddDialog(page);
  await dialog.getByLabel('Title').fill('Half');
  await dialog.getByText('This browser does not keep the draft.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await toast(page, 'Draft kept.').count()).toBe(0);
  await openAddDialog(page);
  expect(await dialog.getByLabel('Title').inputValue()).toBe('Half');
});

describe('creating an account', () => {
  test('signs in, sends the verification mail, and asks until the address is verified', async () => {
    const email = `${randomUUID().slice(0, 8)}@example.com`;
    const page = await pages.open();
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password').fill('a long password');
    await page.getByRole('button', { name: 'Create account' }).click();
    const request = page.getByTestId('verify-email');
    await request.getByText(`open the link we sent to ${email}`).waitFor();
    await expect.poll(async () => (await mailsTo(email)).length).toBe(1);
    await request.getByRole('button', { name: 'Send again' }).click();
    await toast(page, `Verification email sent to ${email}.`).waitFor();
    expect((await mailsTo(email)).map(({ requestType }) => requestType)).toEqual(['VERIFY_EMAIL', 'VERIFY_EMAIL']);

    const { uid, emailVerified } = await admin.auth.getUserByEmail(email);
    expect(emailVerified).toBe(false);
    await admin.auth.updateUser(uid, { emailVerified: true });
    await request.getByRole('button', { name: 'I have verified it' }).click();
    await request.waitFor({ state: 'detached' });
    expect(await hasFocus(page.getByRole('main'))).toBe(true);
  });

  test('with an address that has an account says so', async () => {
    const page = await pages.open();
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByLabel('Email address').fill(demoUsers.player.email);
    await page.getByLabel('Password').fill('a long password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('alert').getByText('This email address already has an account.').waitFor();
  });
});

describe('editor access', () => {
  test('is explained to a user who does not have it', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    await page.getByRole('heading', { name: 'Tunebook', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Knowledge' }).click();
    await page.getByTestId('not-an-editor').getByText('You do not have editor access').waitFor();
    expect(await page.getByRole('button', { name: 'Add document' }).count()).toBe(0);
  });

  test('shows after a refresh of the sign-in, both granted and revoked', async () => {
    const { uid, email } = await admin.newUser();
    const page = await pages.openAs(email);
    await page.getByRole('link', { name: 'Knowledge' }).click();
    const explanation = page.getByTestId('not-an-editor');
    await explanation.getByRole('button', { name: 'Refresh sign-in' }).click();
    await toast(page, 'You do not have editor access.').waitFor();

    await admin.auth.setCustomUserClaims(uid, { editor: true });
    await explanation.getByRole('button', { name: 'Refresh sign-in' }).click();
    await toast(page, 'You have editor access.').waitFor();
    await page.getByRole('button', { name: 'Add document' }).first().waitFor();
    expect(await hasFocus(page.getByRole('main'))).toBe(true);

    await admin.auth.setCustomUserClaims(uid, null);
    await chooseAccountItem(page, 'Refresh sign-in');
    await explanation.waitFor();
  });
});
