import type { Firestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectId } from '../../../local/paths.ts';
import { openFirestore } from '../firestore.ts';
import { runInTerminal } from './terminal.ts';

let db: Firestore;
let close: () => Promise<void>;
beforeAll(() => {
  ({ db, close } = openFirestore(projectId));
});
afterAll(() => close());

let collection = '';
let count = 0;
beforeEach(async () => {
  count += 1;
  collection = `asked${process.pid}x${count}`;
  await db.collection(collection).doc('hours').set({ title: 'Hours' });
});
const status = async () => (await db.collection(collection).doc('hours').get()).get('sync.status');

const question = 'Start? (y/N) ';
const ask = async () => {
  const terminal = runInTerminal('backfill.ts', ['--collection', collection]);
  await terminal.untilShown(question);
  return terminal;
};

describe('the question of npm run backfill', () => {
  test.each([
    ['n', 'n\r'],
    ['Enter', '\r'],
    ['the end of the input', '\x04'],
    ['Ctrl-C', '\x03'],
  ])('ends without a change after %s', async (_, keys) => {
    const terminal = await ask();
    terminal.type(keys);
    expect(await terminal.ended).toBe(1);
    expect(terminal.screen()).toContain('Nothing was changed.');
    expect(await status()).toBeUndefined();
  });

  test('comes after the count, duration and cost; yes starts a bar that reaches its end', async () => {
    const terminal = await ask();
    const before = terminal.screen().split(question)[0];
    expect(before).toMatch(/1 document, 1 not synced yet\.\s+To sync them: about a minute, less than \$0\.01/);
    terminal.type('yes\r');
    await expect.poll(status).toBe('pending');
    await terminal.untilShown('0 of 1');
    // What the update trigger does.
    await db.collection(collection).doc('hours').update({ 'sync.status': 'completed' });
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toMatch(/100 % +1 of 1/);
    expect(terminal.screen()).toContain('1 document synced.');
  });

  test('leaves Ctrl-C to end the backfill that it started', async () => {
    const terminal = await ask();
    terminal.type('y\r');
    await expect.poll(status).toBe('pending');
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
  });
});
