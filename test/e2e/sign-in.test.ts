import { describe, expect, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { useBrowser } from './harness/page.ts';

const pages = useBrowser();
const admin = useAdmin();

describe('signing in', () => {
  test('with a wrong password says so, and the form can be used again', async () => {
    const page = await pages.open();
    await page.getByLabel('E-mail address').fill(demoUsers.player.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('The e-mail address or the password is wrong.').waitFor();
    await page.getByLabel('Password').fill('reelsync');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByTestId('account').getByText(demoUsers.player.email).waitFor();
  });

  test('lasts over a reload and ends with signing out', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    await page.reload();
    await page.getByTestId('account').getByText(demoUsers.player.email).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByTestId('account').count()).toBe(0);
  });

  test('a demo account takes one press', async () => {
    const page = await pages.open();
    await page.getByTestId('demo-accounts').getByRole('button', { name: demoUsers.editor.email }).click();
    await page.getByTestId('account').getByText(`${demoUsers.editor.email} (editor)`).waitFor();
  });
});

describe('the editor role', () => {
  test('a player reads why the documents are not for them, and has the tunebook', async () => {
    const page = await pages.openAs(demoUsers.player.email);
    await page.getByRole('heading', { name: 'Tunebook', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Knowledge' }).click();
    await page.getByTestId('not-an-editor').getByText('your sign-in does not carry the editor role').waitFor();
    expect(await page.getByTestId('add-document').count()).toBe(0);
    expect(await page.getByTestId('documents').count()).toBe(0);
  });

  test('one that was just granted, or revoked, shows once the sign-in is refreshed', async () => {
    const { uid, email } = await admin.newUser();
    const page = await pages.openAs(email);
    await page.getByRole('link', { name: 'Knowledge' }).click();
    const explanation = page.getByTestId('not-an-editor');
    const toasts = page.getByTestId('toasts');
    await explanation.getByRole('button', { name: 'Refresh sign-in' }).click();
    await toasts.getByText('you are not an editor').waitFor();

    await admin.auth.setCustomUserClaims(uid, { editor: true });
    await explanation.getByRole('button', { name: 'Refresh sign-in' }).click();
    await toasts.getByText('you are an editor').waitFor();
    await page.getByTestId('add-document').waitFor();
    await page.getByTestId('account').getByText('(editor)').waitFor();

    await admin.auth.setCustomUserClaims(uid, null);
    await page.getByRole('banner').getByRole('button', { name: 'Refresh sign-in' }).click();
    await explanation.waitFor();
    expect(await page.getByTestId('add-document').count()).toBe(0);
  });
});
