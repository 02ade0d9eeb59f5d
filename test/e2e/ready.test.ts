import { Timestamp } from 'firebase-admin/firestore';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { demoAgent, indexingParams } from '../../local/emulator/demo-agent.ts';
import { demoUsers } from '../../local/emulator/users.ts';
import { projectId } from '../../local/paths.ts';
import { inspectorOf } from './harness/appearance.ts';
import { addByDialog, chooseItem, documentRow } from './harness/knowledge.ts';
import { useOwnStack } from './harness/own-stack.ts';
import { useBrowser } from './harness/page.ts';

const pages = useBrowser();
const { inspect } = inspectorOf([
  'answered question',
  'agents of a document',
  'agents that lose a document',
  'full index',
  'unused document',
]);

const text = 'The session starts at nine in the back room of the blue house. '.repeat(12);

// Indexing is off in the shared stack, whose sweeps would index the documents of other tests.
const own = useOwnStack(pages, {
  name: 'e2e-ready',
  params: { ...indexingParams, ELEVENLABS_RETRY_DELAY_MS: '100' },
  pageParams: { ELEVENLABS_AGENT_ID: demoAgent.id },
  // Each index stays in `processing` until a test sets its state.
  elevenLabs: { agents: [demoAgent], indexing: { durationMs: null } },
});

beforeEach(async () => {
  const { firestore } = own.stack.emulator.ports;
  const documents = `http://127.0.0.1:${firestore}/emulator/v1/projects/${projectId}/databases/(default)/documents`;
  await fetch(documents, { method: 'DELETE' });
  own.stack.elevenLabs.reset();
});

const openAsEditor = () => own.openAs(demoUsers.editor.email);

/** Makes the checks of all indexes due at once and runs one pass of the sweep. */
async function sweep(): Promise<void> {
  const indexed = await own.db.collection(paths.knowledge).where('sync.index.nextCheckAt', '>', new Date(0)).get();
  await Promise.all(indexed.docs.map(({ ref }) => ref.update({ 'sync.index.nextCheckAt': Timestamp.now() })));
  const response = await fetch(own.stack.emulator.runUrl('sweepKnowledge'), { method: 'POST' });
  expect(response.ok).toBe(true);
}

/** The remote document of the only document. */
const remoteId = () => own.stack.elevenLabs.documents.list()[0]?.id ?? '';

describe('a document with indexing on', () => {
  test('goes from Synced through Indexing 40 % to Ready, is found by a question and named with its agent on deletion', async () => {
    const page = await openAsEditor();
    await addByDialog(page, 'Opening hours', text);
    const row = documentRow(page, 'Opening hours');
    const status = row.locator('.status');
    await expect.poll(() => status.textContent()).toBe('Synced');
    await sweep();
    await expect.poll(() => status.textContent()).toBe('Indexing');
    own.stack.elevenLabs.indexes.setState(remoteId(), { status: 'processing', progress: 40 });
    await sweep();
    await expect.poll(() => status.textContent()).toBe('Indexing 40 %');
    own.stack.elevenLabs.indexes.setState(remoteId(), { status: 'succeeded', progress: 100 });
    await sweep();
    await expect.poll(() => status.textContent()).toBe('Ready');

    await page.getByTestId('question').getByText('Try a question').click();
    await page.getByLabel('Question').fill('When does the session start?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    const chunk = page.getByTestId('chunk');
    await chunk.getByText('back room of the blue house').waitFor();
    expect(await inspect(page, 'answered question')).toEqual([]);
    await chunk.getByRole('button', { name: 'Opening hours' }).click();
    const details = page.getByTestId('view-dialog');
    await details.getByText('Used by the agent “Front desk”.').waitFor();
    expect(await inspect(page, 'agents of a document')).toEqual([]);
    await details.getByRole('button', { name: 'Close' }).click();

    await chooseItem(page, 'Opening hours', 'Delete');
    await page.getByTestId('confirm').getByText('It is removed from the agent “Front desk”.').waitFor();
    expect(await inspect(page, 'agents that lose a document')).toEqual([]);
    await page.getByTestId('confirm').getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
  });
});

describe('a full index', () => {
  test('says what to buy or delete, and which document agents cannot find', async () => {
    own.stack.elevenLabs.indexes.settings.maxBytes = 100;
    const page = await openAsEditor();
    await addByDialog(page, 'Opening hours', text);
    const row = documentRow(page, 'Opening hours');
    await expect.poll(() => row.locator('.status').textContent()).toBe('Synced');
    await sweep();
    await expect.poll(() => row.locator('.status').textContent()).toBe('Not indexed');
    await row.getByTestId('index-problem').getByText('The ElevenLabs index is full').waitFor();
    const banner = page.getByTestId('index-full');
    await banner
      .getByText('so agents cannot find 1 document. Upgrade the ElevenLabs plan, or delete documents')
      .waitFor();
    expect(await inspect(page, 'full index')).toEqual([]);
  });
});

describe('a document that no agent uses', () => {
  test('says so in its row once its details were opened', async () => {
    const page = await openAsEditor();
    await addByDialog(page, 'Opening hours', text);
    const row = documentRow(page, 'Opening hours');
    await expect.poll(() => row.locator('.status').textContent()).toBe('Synced');
    own.stack.elevenLabs.documents.attach(remoteId(), []);
    expect(await row.getByText('No agent uses it').count()).toBe(0);
    await chooseItem(page, 'Opening hours', 'View');
    await page.getByTestId('used-by').getByText('No agent uses this document.').waitFor();
    await page.getByTestId('view-dialog').getByRole('button', { name: 'Close' }).click();
    await row.getByText('No agent uses it').waitFor();
    expect(await inspect(page, 'unused document')).toEqual([]);
  });
});

describe('a question', () => {
  test('marks what the agent finds in documents that are not of this list', async () => {
    const page = await openAsEditor();
    const foreign = own.stack.elevenLabs.documents.add({ name: 'Staff handbook', text, agents: [demoAgent.id] });
    own.stack.elevenLabs.indexes.compute(foreign, 'e5_mistral_7b_instruct');
    own.stack.elevenLabs.indexes.setState(foreign.id, { status: 'succeeded', progress: 100 });
    await page.getByTestId('question').getByText('Try a question').click();
    await page.getByLabel('Question').fill('When does the session start?');
    await page.getByLabel('Question').press('Enter');
    const chunk = page.getByTestId('chunk');
    await chunk.getByText('Staff handbook').waitFor();
    expect(await chunk.getByText('Not in this list').count()).toBe(1);
    expect(await chunk.getByRole('button').count()).toBe(0);
  });

  test('that ElevenLabs refuses is answered in words', async () => {
    const page = await openAsEditor();
    own.stack.elevenLabs.faults.add({ match: { path: '*/rag-query' }, actions: [{ kind: 'status', status: 401 }] });
    await page.getByTestId('question').getByText('Try a question').click();
    await page.getByLabel('Question').fill('When do you open?');
    await page.getByLabel('Question').press('Enter');
    await page.getByTestId('question').getByText('ElevenLabs refused the API key.').waitFor();
  });
});
