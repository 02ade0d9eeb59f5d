import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { test } from 'vitest';
import { paths } from '../../functions/src/shared/paths.ts';
import { rulesClients } from './clients.ts';
import { hoursPath, longInUnits, newKnowledge } from './knowledge.ts';

// What fireemu does otherwise than Firestore: differences.official.test.ts has the other side,
// docs/decisions/local-emulator.md the list. A test that fails here shows that fireemu has caught up.

const clients = rulesClients();

test.each(longInUnits)('the length of %s counts in code points', async (_name, change) => {
  await assertSucceeds(clients.editor().doc(hoursPath).set(newKnowledge(change)));
});

test('a batch that deletes a tune and sets it again is refused', async () => {
  const path = `${paths.userTunes('player')}/71`;
  const data = { tuneId: 71, name: 'The Silver Spear', type: 'Reel', learnStatus: 'learning' };
  await clients.store(path, data);
  const player = clients.user('player');
  await assertFails(player.batch().delete(player.doc(path)).set(player.doc(path), data).commit());
});
