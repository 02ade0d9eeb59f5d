import type { DocumentData } from 'firebase-admin/firestore';
import { expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { eventually, second, useTunebookWorld } from './world.ts';

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

test('a listener sees every field in at most one write a second, a percentage that never falls, and the end immediately', async () => {
  const { seen, stop } = await follow('u');
  const { context, advance } = world.clockedInstance();
  world.theSession.faults.add({ actions: [{ kind: 'hold' }], times: 9 });
  const sync = world.sync('u', { memberId: memberOf(450), learnStatus: 'learning' }, context);
  await world.theSession.requests.waitFor({ page: 1 });
  world.theSession.release();
  // Four pages are requested at once, after the tunes of the pages before them were counted.
  for (const { requested, tunesFetched } of [
    { requested: 5, tunesFetched: 50 },
    { requested: 9, tunesFetched: 250 },
  ]) {
    await world.theSession.requests.waitFor({}, { count: requested });
    advance(second - 1);
    // Leaves time for a write that comes too early.
    await world.progress('u');
    advance(1);
    await eventually(() => expect(seen.at(-1)).toMatchObject({ tunesFetched }));
    world.theSession.release();
  }
  const { message, results } = await sync;
  await eventually(() => expect(seen.at(-1)).toMatchObject({ status: 'completed' }));
  stop();
  for (const data of seen) expect(Object.keys(data).sort()).toEqual(fields);
  const percents = seen.map(({ progressPercent }) => progressPercent);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(percents[0]).toBe(0);
  expect(percents.at(-1)).toBe(100);
  expect(new Set(percents).size).toBeGreaterThanOrEqual(4);
  const running = seen.slice(0, -1).map(({ updatedAt }) => updatedAt.toMillis());
  expect(running).toEqual(running.map((_, place) => running[0] + place * second));
  expect(seen.at(-1)).toMatchObject({ ...results, message });
  expect(seen.at(-1)).toMatchObject({
    memberId: memberOf(450),
    memberName: 'Member Of 450',
    learnStatus: 'learning',
  });
  expect(seen.at(-1)).toMatchObject({ errors: [], leaseOwner: null, leaseExpiresAt: null, cancelRequested: false });
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
