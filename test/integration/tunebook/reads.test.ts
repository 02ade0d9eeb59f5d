import { describe, expect, test } from 'vitest';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { countTraffic } from './firestore-traffic.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();
const reads = async (work: () => Promise<unknown>) => (await countTraffic(work)).tuneReads;

describe('a sync reads', () => {
  test.each([
    ['unknown', 55_555],
    ['private', 410],
  ])('no tune when the member is %s', async (_, memberId) => {
    await world.sync('u', { memberId: memberOf(120) });
    expect(await reads(() => world.syncError('u', { memberId }))).toBe(0);
  });

  test('each tune of an unchanged tunebook once', async () => {
    await world.sync('u', { memberId: memberOf(120) });
    // One more for the query that finds the collection not empty.
    expect(await reads(() => world.sync('u', { memberId: memberOf(120) }))).toBeLessThanOrEqual(121);
  });

  test('only the tunes of the tunebook, however many the user owns', async () => {
    await world.sync('u', { memberId: memberOf(1000) });
    expect(await reads(() => world.sync('u', { memberId: memberOf(3) }))).toBeLessThanOrEqual(4);
  });

  test('only the catalogue when the collection is empty', async () => {
    expect(await reads(() => world.sync('u', { memberId: memberOf(120) }))).toBeLessThanOrEqual(121);
  });
});
