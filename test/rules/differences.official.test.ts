import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { expect, test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { rulesClients } from './clients.ts';
import { hoursPath, longInUnits, newKnowledge } from './knowledge.ts';

// What differs between the emulators, as the official one and Firestore do it: differences.fireemu.test.ts
// has the other side, docs/decisions/local-emulator.md the list.

const clients = rulesClients();

test.each(longInUnits)('the length of %s counts in UTF-16 units', async (_name, change) => {
  await assertFails(clients.editor().doc(hoursPath).set(newKnowledge(change)));
});

test('a batch that deletes a tune and sets it again changes nothing of it', async () => {
  const path = `${paths.userTunes('player')}/71`;
  const data = { tuneId: 71, name: 'The Silver Spear', type: 'Reel', learnStatus: 'learning' };
  await clients.store(path, data);
  const player = clients.user('player');
  const tune = player.doc(path);
  // The rules see one update from the stored tune, so the owner cannot make up a field this way.
  await assertFails(
    player
      .batch()
      .delete(tune)
      .set(tune, { ...data, name: 'Another' })
      .commit(),
  );
  await assertSucceeds(player.batch().delete(tune).set(tune, data).commit());
  expect((await tune.get()).data()).toEqual(data);
});
