import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { useAdmin } from './harness/data.ts';
import { addByForm, documentIn, documentRow } from './harness/knowledge.ts';
import { useBrowser } from './harness/page.ts';
import { elevenLabsControl } from './harness/upstream.ts';

const pages = useBrowser();
const admin = useAdmin();

beforeEach(async () => {
  await admin.clear();
  await elevenLabsControl().reset();
});

describe('without a connection', () => {
  test('the page says so, keeps what is added, and sends it once the connection is back', async () => {
    await admin.addDocument('Already there');
    const page = await pages.openAs(demoUsers.editor.email);
    await documentIn(page, 'Already there', 'completed').waitFor();
    const banner = page.getByTestId('connection');
    expect(await banner.count()).toBe(0);

    await page.context().setOffline(true);
    await banner.getByText('You are offline.').waitFor();
    await addByForm(page, 'Written offline', 'Nine to five.');
    await documentRow(page, 'Written offline').getByText('waiting for connection').waitFor();
    expect((await admin.db.collection(paths.knowledge).count().get()).data().count).toBe(1);

    await page.context().setOffline(false);
    await documentIn(page, 'Written offline', 'completed').waitFor();
    await expect.poll(() => banner.count()).toBe(0);
    expect(await documentRow(page, 'Written offline').getByText('waiting for connection').isVisible()).toBe(false);
  });

  test('signing out asks first while something waits to be sent', async () => {
    const page = await pages.openAs(demoUsers.editor.email);
    await page.getByText('There are no documents yet.').waitFor();
    await page.context().setOffline(true);
    await addByForm(page, 'Written offline', 'Nine to five.');
    await documentRow(page, 'Written offline').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    const question = page.getByRole('dialog', { name: 'Sign out now?' });
    await question.getByRole('button', { name: 'Cancel' }).click();

    await page.context().setOffline(false);
    await documentIn(page, 'Written offline', 'completed').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });
});
