import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { beforeEach, describe, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Client, rulesClients } from './clients.ts';

const clients = rulesClients();

const actors = {
  'an editor': () => clients.editor('editor'),
  'the player': () => clients.user('player'),
  'another player': () => clients.user('other'),
  "a user whose claim is the text 'true'": () => clients.user('other', { editor: 'true' }),
  'nobody signed in': () => clients.signedOut(),
} as const satisfies Record<string, () => Client>;

type Actor = keyof typeof actors;
const names: readonly Actor[] = [
  'an editor',
  'the player',
  'another player',
  "a user whose claim is the text 'true'",
  'nobody signed in',
];

/** Collections that the functions alone write: a document of each, who reads it, and who lists all of them. */
const collections: readonly { path: string; read: readonly Actor[]; list: readonly Actor[] }[] = [
  { path: `${paths.knowledgeRemovals}/hours-abcd1234`, read: ['an editor'], list: ['an editor'] },
  { path: `${paths.knowledgeReports}/2026-01-05`, read: ['an editor'], list: ['an editor'] },
  { path: `${paths.tunes}/71`, read: names.slice(0, 4), list: names.slice(0, 4) },
  { path: `${paths.tunebookSyncs}/player`, read: ['the player'], list: [] },
  { path: `${paths.accountDeletions}/player`, read: ['the player'], list: [] },
  { path: 'settings/any', read: [], list: [] },
];

describe.each(collections)('$path', ({ path, read, list }) => {
  beforeEach(() => clients.store(path, { status: 'completed', message: 'done' }));

  test.each(names)('%s reads it only if meant to', async (name) => {
    const reading = actors[name]().doc(path).get();
    await (read.includes(name) ? assertSucceeds(reading) : assertFails(reading));
  });

  test.each(names)('%s lists its collection only if meant to', async (name) => {
    const listing = actors[name]().doc(path).parent.get();
    await (list.includes(name) ? assertSucceeds(listing) : assertFails(listing));
  });

  test.each(names)('%s writes none of it', async (name) => {
    const document = actors[name]().doc(path);
    await assertFails(document.set({ status: 'failed' }));
    await assertFails(document.update({ message: 'mine' }));
    await assertFails(document.update({}));
    await assertFails(document.delete());
    await assertFails(document.parent.doc('new').set({ status: 'completed' }));
    await assertFails(document.collection('below').doc('new').set({ status: 'completed' }));
  });
});

test('a progress document that does not exist yet can be listened to by its owner alone', async () => {
  await assertSucceeds(clients.user('player').doc(`${paths.tunebookSyncs}/player`).get());
  await assertFails(clients.user('other').doc(`${paths.tunebookSyncs}/player`).get());
});

test.each([paths.knowledge, paths.tunes, paths.users, paths.tunebookSyncs])(
  '%s cannot be listed across all parents',
  async (id) => {
    await clients.store(`${paths.users}/player/tunes/71`, { tuneId: 71 });
    await assertFails(clients.editor().collectionGroup(id).get());
    await assertFails(clients.user('player').collectionGroup(id).get());
  },
);
