import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Client, rulesClients } from './clients.ts';
import { runQuery } from './rest.ts';

const clients = rulesClients();

const actors = {
  'an editor': () => clients.editor('editor'),
  'the player': () => clients.user('player'),
  'another player': () => clients.user('other'),
  "a user whose claim is the text 'true'": () => clients.user('other', { editor: 'true' }),
  'a signed-out client': () => clients.signedOut(),
} as const satisfies Record<string, () => Client>;

type Actor = keyof typeof actors;
const names: readonly Actor[] = [
  'an editor',
  'the player',
  'another player',
  "a user whose claim is the text 'true'",
  'a signed-out client',
];

/** Collections that only the functions write: a document of each, who can read it, and who can list the collection. */
const collections: readonly { path: string; read: readonly Actor[]; list: readonly Actor[] }[] = [
  { path: `${paths.knowledgeRemotes}/hours-abcd1234`, read: ['an editor'], list: ['an editor'] },
  { path: paths.knowledgeIndexUsage, read: ['an editor'], list: [] },
  { path: `${paths.knowledgeReports}/2026-01-05`, read: ['an editor'], list: ['an editor'] },
  { path: `${paths.tunes}/71`, read: names.slice(0, 4), list: [] },
  { path: `${paths.tunebookSyncs}/player`, read: ['the player'], list: [] },
  { path: `${paths.accountDeletions}/player`, read: ['the player'], list: [] },
  { path: 'settings/any', read: [], list: [] },
];

const without = (allowed: readonly Actor[]) => names.filter((name) => !allowed.includes(name));

describe.each(collections)('$path', ({ path, read, list }) => {
  beforeEach(() => clients.store(path, { status: 'completed', message: 'done' }));

  test.each(read)('can be read by %s', async (name) => {
    await assertSucceeds(actors[name]().doc(path).get());
  });

  test.each(without(read))('cannot be read by %s', async (name) => {
    await assertFails(actors[name]().doc(path).get());
  });

  test.each(list)('can be listed by %s', async (name) => {
    await assertSucceeds(actors[name]().doc(path).parent.get());
  });

  test.each(without(list))('cannot be listed by %s', async (name) => {
    await assertFails(actors[name]().doc(path).parent.get());
  });

  test.each(names)('cannot be written by %s', async (name) => {
    const document = actors[name]().doc(path);
    await assertFails(document.set({ status: 'failed' }));
    await assertFails(document.update({ message: 'mine' }));
    await assertFails(document.update({}));
    await assertFails(document.delete());
    await assertFails(document.parent.doc('new').set({ status: 'completed' }));
    await assertFails(document.collection('below').doc('new').set({ status: 'completed' }));
  });
});

describe('the catalogue', () => {
  const tunes = (name: Actor) => actors[name]().collection(paths.tunes);

  test.each(names.slice(0, 4))('can be listed by %s, 100 tunes at a time', async (name) => {
    await assertSucceeds(tunes(name).limit(100).get());
    await assertSucceeds(tunes(name).orderBy('name').limit(1).get());
    await assertFails(tunes(name).limit(101).get());
    await assertFails(tunes(name).orderBy('name').get());
  });

  // Each skipped tune costs a read, and the SDKs for clients have no offset.
  test('cannot be listed with an offset', async () => {
    await clients.store(`${paths.tunes}/71`, { tuneId: 71 });
    const player = clients.user('player');
    expect(await runQuery(player, 'player', { collection: paths.tunes, limit: 1 })).toBe(200);
    expect(await runQuery(player, 'player', { collection: paths.tunes, limit: 1, offset: 1 })).toBe(403);
  });

  test('cannot be listed by a signed-out client', async () => {
    await assertFails(tunes('a signed-out client').limit(1).get());
  });
});

test('only its owner can read a progress document that does not exist yet', async () => {
  await assertSucceeds(clients.user('player').doc(`${paths.tunebookSyncs}/player`).get());
  await assertFails(clients.user('other').doc(`${paths.tunebookSyncs}/player`).get());
});

test.each([
  paths.knowledge,
  paths.knowledgeRemotes,
  paths.knowledgeReports,
  'knowledgeIndex',
  paths.tunes,
  paths.users,
  paths.tunebookSyncs,
  paths.accountDeletions,
])('a collection group query on %s is refused', async (id) => {
  await clients.store(`${paths.users}/player/tunes/71`, { tuneId: 71 });
  await assertFails(clients.editor().collectionGroup(id).get());
  await assertFails(clients.user('player').collectionGroup(id).get());
});
