import { describe, expect, test } from 'vitest';
import { flawedTunes } from '../../../local/stub/thesession/flawed-entries.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { tuneAt } from '../../../local/stub/thesession/tunes.ts';
import { useTunebookWorld } from './world.ts';

const world = useTunebookWorld();

describe('a tunebook with invalid entries', () => {
  test('loses only those: each is one error and the others are added', async () => {
    const { success, results } = await world.sync('u', { memberId: 99 });
    expect(success).toBe(true);
    expect(results).toMatchObject({ status: 'completed_with_errors', progressPercent: 100, tunesFetched: 14 });
    expect(results).toMatchObject({ personTunesAdded: 6, tunesCreated: 6, errorCount: 8 });
    const { nameless, typeless, unknownType } = flawedTunes;
    const usable = [tuneAt(0), tuneAt(1), tuneAt(2), nameless, typeless, unknownType].map(({ id }) => id);
    expect(new Set((await world.collection('u')).keys())).toEqual(new Set(usable));
    const { errors } = await world.progress('u');
    const message = 'An entry has no usable tune number.';
    expect(errors).toHaveLength(5);
    expect(errors).toContainEqual({ tuneId: null, message, count: 4 });
    expect(errors).toContainEqual({ tuneId: 12.5, message, count: 1 });
  });

  test('looks up a tune without name or type once and adds it', async () => {
    await world.sync('u', { memberId: 99 });
    const { nameless, typeless, unknownType } = flawedTunes;
    const collection = await world.collection('u');
    expect(collection.get(nameless.id)?.data()).toMatchObject({ name: nameless.name });
    expect(collection.get(typeless.id)?.get('type')).toMatch(/^[A-Z]/);
    expect(collection.get(unknownType.id)?.get('type')).toBe('Set Dance');
    for (const { id } of [nameless, typeless]) {
      expect(world.theSession.requests.find({ path: `/tunes/${id}` })).toHaveLength(1);
    }
  });

  test('names each tune whose look-up answers 404, 410 or 451', async () => {
    await world.sync('u', { memberId: 99 });
    const { errors } = await world.progress('u');
    const { namelessUnknown, typelessRemoved, typelessBlocked } = flawedTunes;
    const gone = (id: number) => `Tune ${id} is no longer at thesession.org.`;
    expect(errors).toContainEqual({ tuneId: namelessUnknown.id, message: gone(namelessUnknown.id), count: 1 });
    expect(errors).toContainEqual({ tuneId: typelessRemoved.id, message: gone(typelessRemoved.id), count: 1 });
    const blocked = `Tune ${typelessBlocked.id} is blocked at thesession.org for legal reasons.`;
    expect(errors).toContainEqual({ tuneId: typelessBlocked.id, message: blocked, count: 1 });
    for (const { id } of [namelessUnknown, typelessRemoved, typelessBlocked]) {
      expect(world.theSession.requests.find({ path: `/tunes/${id}` })).toHaveLength(1);
    }
  });

  test('names the tune and the attempts of a look-up that fails for good', async () => {
    const { nameless } = flawedTunes;
    const match = { path: `/tunes/${nameless.id}` };
    world.theSession.faults.add({ match, actions: [{ kind: 'status', status: 503 }], times: null });
    const { results } = await world.sync('u', { memberId: 99 });
    expect(results).toMatchObject({ status: 'completed_with_errors', personTunesAdded: 5, errorCount: 9 });
    const message = expect.stringMatching(new RegExp(`^Tune ${nameless.id} .*HTTP 503 \\(4 attempts\\)`));
    expect((await world.progress('u')).errors).toContainEqual({ tuneId: nameless.id, message, count: 1 });
  });
});

test('hostile entries are isolated, and text that Firestore refuses is repaired', async () => {
  const id = 1_500_000;
  const tunes = [
    { id, name: 'Half a pair \ud83c', type: 'JIG', url: 'javascript:alert(1)' },
    { id: id + 1, name: 'x'.repeat(1000), type: 'reel' },
    { id: -4, name: 'Negative', type: 'reel' },
    { id: 2 ** 60, name: 'Unsafe', type: 'reel' },
    { id: { toString: 'id' }, name: 'Object', type: 'reel' },
    { id: id + 2, name: '  Padded  ', type: 'three-two' },
    [],
    true,
  ];
  world.order(1, [{ kind: 'status', status: 200, body: JSON.stringify({ total: 8, tunes }) }]);
  const { results } = await world.sync('u', { memberId: memberOf(8) });
  expect(results).toMatchObject({ status: 'completed_with_errors', personTunesAdded: 2, errorCount: 6 });
  expect((await world.collection('u')).get(id)?.data()).toMatchObject({ name: 'Half a pair \ufffd', type: 'Jig' });
  expect((await world.collection('u')).get(id + 2)?.data()).toMatchObject({ name: 'Padded', type: 'Three-Two' });
  expect((await world.catalogue()).get(id)?.get('url')).toBe(`https://thesession.org/tunes/${id}`);
});

test('many errors are all counted, and 50 are listed', async () => {
  const tunes = Array.from({ length: 60 }, (_, place) => ({ id: -place }));
  world.order(1, [{ kind: 'status', status: 200, body: JSON.stringify({ total: 60, tunes }) }]);
  const { results } = await world.sync('u', { memberId: memberOf(60) });
  expect(results).toMatchObject({ status: 'completed_with_errors', tunesFetched: 60, errorCount: 60 });
  expect((await world.progress('u')).errors).toHaveLength(50);
});

test('a tunebook that changes while it is read counts each tune once and reports how many are missing', async () => {
  const { results } = await world.sync('u', { memberId: 150 });
  expect(results).toMatchObject({ status: 'completed_with_errors', tunesFetched: 149, tunesTotal: 150 });
  expect(results).toMatchObject({ personTunesAdded: 149, tunesCreated: 149, errorCount: 1 });
  const message = 'The tunebook changed during the import: 1 tune missing. Import again to get the rest.';
  expect((await world.progress('u')).errors).toEqual([{ tuneId: null, message, count: 1 }]);
});
