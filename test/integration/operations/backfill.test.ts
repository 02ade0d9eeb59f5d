import type { Firestore } from 'firebase-admin/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backfill, measureCollection } from '../../../local/backfill/backfill.ts';
import { projectId } from '../../../local/paths.ts';
import { openFirestore } from '../firestore.ts';
import { runScript } from './command.ts';

let db: Firestore;
let close: () => Promise<void>;
beforeAll(() => {
  ({ db, close } = openFirestore('demo-backfill'));
});
afterAll(() => close());

let collection = '';
let count = 0;
beforeEach(async () => {
  count += 1;
  collection = `articles${count}`;
  const batch = db.batch();
  for (let place = 0; place < 450; place += 1)
    batch.set(db.collection(collection).doc(`a${place}`), { title: `${place}` });
  batch.set(db.collection(collection).doc('synced'), { sync: { status: 'completed' } });
  batch.set(db.collection(collection).doc('failed'), { sync: { status: 'failed' } });
  await batch.commit();
});

/** Does what the update trigger does, and returns the most documents that waited at once. */
async function completePending(): Promise<number> {
  const pending = await db.collection(collection).where('sync.status', '==', 'pending').get();
  const batch = db.batch();
  for (const { ref } of pending.docs) batch.update(ref, { 'sync.status': 'completed' });
  await batch.commit();
  return pending.size;
}

describe('a backfill', () => {
  test('marks what has no status, at the pace of the trigger, and leaves the rest alone', async () => {
    const waited: number[] = [];
    const done: number[] = [];
    const marked = await backfill(db, {
      collection,
      now: () => 0,
      wait: async () => {
        waited.push(await completePending());
      },
      onProgress: (progress) => done.push(progress),
    });
    expect(marked).toBe(450);
    expect(Math.max(...waited)).toBeLessThanOrEqual(300);
    expect(done.at(-1)).toBe(450);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(await measureCollection(db, collection)).toEqual({ documents: 452, unmarked: 0 });
    expect((await db.collection(collection).doc('failed').get()).get('sync.status')).toBe('failed');
  });

  test('goes on where an interrupted one stopped', async () => {
    const interrupted = backfill(db, {
      collection,
      now: () => 0,
      wait: async () => {
        throw new Error('interrupted');
      },
      onProgress: () => {},
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    await completePending();
    const { unmarked } = await measureCollection(db, collection);
    expect(unmarked).toBe(250);
    const marked = await backfill(db, {
      collection,
      now: () => 0,
      wait: async () => void (await completePending()),
      onProgress: () => {},
    });
    expect(marked).toBe(unmarked);
  });

  test('gives up with advice when nothing is synced for two minutes', async () => {
    let time = 0;
    const stalled = backfill(db, {
      collection,
      now: () => time,
      wait: async (milliseconds) => {
        time += 30 * milliseconds;
      },
      onProgress: () => {},
    });
    await expect(stalled).rejects.toMatchObject({
      name: 'BackfillStalledError',
      message: expect.stringMatching(/functions are deployed/),
    });
  });
});

describe('npm run backfill', () => {
  test('says count, duration and cost, and changes nothing in a dry run', async () => {
    const own = openFirestore(projectId);
    const articles = own.db.collection('backfillDryRun');
    await articles.doc('hours').set({ title: 'Hours' });
    const { code, output } = await runScript('backfill.ts', ['--collection', articles.id, '--dry-run']);
    expect(code).toBe(0);
    expect(output).toMatch(
      /1 document, 1 not synced yet\.\nTo sync them: about a minute, less than \$0\.01 .*\nNothing was changed\./,
    );
    expect((await articles.doc('hours').get()).get('sync')).toBeUndefined();
    await own.close();
  });

  test('asks for --yes where there is no terminal', async () => {
    const own = openFirestore(projectId);
    await own.db.collection('backfillAsked').doc('hours').set({ title: 'Hours' });
    await own.close();
    const { code, output } = await runScript('backfill.ts', ['--collection', 'backfillAsked']);
    expect(code).toBe(1);
    expect(output).toContain('Add --yes to start.');
  });

  test('refuses a path that is not a root collection', async () => {
    const { code, output } = await runScript('backfill.ts', ['--collection', 'users/ann/articles']);
    expect(code).toBe(1);
    expect(output).toContain('KNOWLEDGE_COLLECTION cannot be used: Name a root collection');
  });
});
