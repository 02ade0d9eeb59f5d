import type { DocumentData } from 'firebase-admin/firestore';
import { expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { eventually, useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

const fields = [
  'cancelRequested',
  'errorCount',
  'errors',
  'finishedAt',
  'learnStatus',
  'leaseExpiresAt',
  'leaseOwner',
  'memberId',
  'memberName',
  'message',
  'personTunesAdded',
  'personTunesSkipped',
  'progressPercent',
  'startedAt',
  'status',
  'tunesCreated',
  'tunesFetched',
  'tunesTotal',
  'updatedAt',
];

/** Listens to a user's progress document as the page does. */
async function follow(uid: string) {
  const seen: DocumentData[] = [];
  let heard = false;
  const stop = world.progressDocument(uid).onSnapshot((snapshot) => {
    heard = true;
    const data = snapshot.data();
    if (data !== undefined) seen.push(data);
  });
  await eventually(() => expect(heard).toBe(true));
  return { seen, stop };
}

test('a listener sees every field in every write, a percentage that never falls, and the end', async () => {
  const { seen, stop } = await follow('u');
  world.theSession.settings.latencyMs = 400;
  const { message, results } = await world.sync('u', { memberId: memberOf(1000), learnStatus: 'learning' });
  await eventually(() => expect(seen.at(-1)).toMatchObject({ status: 'completed' }));
  stop();
  expect(seen.length).toBeGreaterThanOrEqual(4);
  for (const data of seen) expect(Object.keys(data).sort()).toEqual(fields);
  const percents = seen.map(({ progressPercent }) => progressPercent);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(percents[0]).toBe(0);
  expect(percents.at(-1)).toBe(100);
  expect(new Set(percents).size).toBeGreaterThanOrEqual(4);
  expect(seen.at(-1)).toMatchObject({ ...results, message });
  expect(seen.at(-1)).toMatchObject({
    memberId: memberOf(1000),
    memberName: 'Member Of 1000',
    learnStatus: 'learning',
  });
  expect(seen.at(-1)).toMatchObject({ errors: [], leaseOwner: null, leaseExpiresAt: null, cancelRequested: false });
});

test('progress is written at most once a second, and the end immediately', async () => {
  const { seen, stop } = await follow('u');
  world.theSession.settings.latencyMs = 150;
  await world.sync('u', { memberId: memberOf(1000) });
  await eventually(() => expect(seen.at(-1)).toMatchObject({ status: 'completed' }));
  stop();
  const running = seen.filter(({ status }) => status !== 'completed').map(({ updatedAt }) => updatedAt.toMillis());
  expect(running.length).toBeGreaterThanOrEqual(1);
  for (const [place, at] of running.slice(1).entries()) expect(at - (running[place] ?? 0)).toBeGreaterThanOrEqual(1000);
});

test('a listener sees the end of a failed sync with the progress it had reached', async () => {
  const { seen, stop } = await follow('u');
  world.order(1, [{ kind: 'status', status: 404 }]);
  const error = await world.syncError('u', { memberId: memberOf(3) });
  await eventually(() =>
    expect(seen.at(-1)).toMatchObject({ status: 'failed', message: error.message, progressPercent: 0 }),
  );
  stop();
  for (const data of seen) expect(Object.keys(data).sort()).toEqual(fields);
});

test('answer and document agree when a page failed', async () => {
  world.order(2, [{ kind: 'status', status: 410 }]);
  const { message, results } = await world.sync('u', { memberId: memberOf(120) });
  expect(await world.progress('u')).toMatchObject({ ...results, message });
  expect(message).toBe('70 tunes added, 0 already in your collection. 1 problem: see the list.');
});

test('the start and the end of a sync are logged with ids and counts', async () => {
  await world.sync('u', { memberId: memberOf(3) });
  const owner = expect.any(String);
  const counts = { pages: 1, tunesFetched: 3, tunesCreated: 3, personTunesAdded: 3, errorCount: 0 };
  expect(world.log).toEqual([
    { event: 'tunebook.started', fields: { uid: 'u', memberId: memberOf(3), owner } },
    {
      event: 'tunebook.completed',
      fields: { uid: 'u', memberId: memberOf(3), owner, ...counts, durationMs: expect.any(Number) },
    },
  ]);
});
