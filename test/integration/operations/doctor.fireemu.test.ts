import { afterAll, expect, test } from 'vitest';
import { placed } from '../../../functions/src/context/placed.ts';
import { checkSweep } from '../../../local/doctor/firestore.ts';
import { openFirestore } from '../firestore.ts';

// The official emulator answers queries without their indexes.

const { db, close } = openFirestore(`demo-doctor-indexes-${process.pid}`);
afterAll(close);

test('the doctor finds a collection without indexes and names its database', async () => {
  const findings = await checkSweep({ db: placed(db, 'articles'), ragModel: null }, Date.now());
  const says = expect.stringMatching(/in the database \(default\).+firestore\.indexes\.json/);
  expect(findings).toEqual([{ check: 'indexes', state: 'problem', says }]);
});
