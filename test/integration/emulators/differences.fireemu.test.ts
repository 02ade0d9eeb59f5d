import { expect, inject, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { readAfterDeletion } from './deleted-account.ts';

// What differs between the emulators; docs/decisions/local-emulator.md has the list. A test that fails
// shows that fireemu has changed.

/** Asks over REST: the SDK asks four times more, over several seconds. */
async function query(structuredQuery: object): Promise<string> {
  const documents = `http://${inject('stack').firestoreHost}/v1/projects/demo-differences/databases/(default)/documents`;
  const response = await fetch(`${documents}:runQuery`, {
    method: 'POST',
    headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
    body: JSON.stringify({ structuredQuery: { from: [{ collectionId: paths.knowledge }], ...structuredQuery } }),
  });
  return await response.text();
}

const byTime = { field: { fieldPath: 'updatedAt' } };
const withTitle = {
  fieldFilter: { field: { fieldPath: 'title' }, op: 'EQUAL', value: { stringValue: 'Opening hours' } },
};

test('a query without its composite index is refused, as by Firestore', async () => {
  expect(await query({ where: withTitle, orderBy: [byTime] })).toContain('The query requires an index');
  expect(await query({ orderBy: [byTime] })).not.toContain('error');
});

test('a query by a field that is exempt from indexing is refused, as by Firestore', async () => {
  const byContent = { field: { fieldPath: 'content' } };
  expect(await query({ orderBy: [byContent] })).toContain('The query requires an index');
});

test('the ID token of a deleted account is refused at once', async () => {
  expect(await readAfterDeletion()).toBe(401);
});
