import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sync } from '../../../functions/src/knowledge/document.ts';
import { type ListedDocument, planReconciliation } from '../../../functions/src/knowledge/reconcile/plan.ts';
import { isUnmistakable, makeRemoteName, readTag } from '../../../functions/src/knowledge/tag.ts';
import type { RemoteDocument } from '../../../functions/src/upstream/elevenlabs.ts';
import { syncState } from '../knowledge/sample-documents.ts';

const remote = (id: string, name: string): RemoteDocument => ({ id, name, createdAtSeconds: 0 });
const completed = (documentId: string, change: Partial<Sync> = {}): ListedDocument => {
  const tag = `${documentId}-abcd1234`;
  const accepted = { status: 'completed', tag, remoteName: `${tag} Hours`, elevenLabsId: `r-${documentId}` } as const;
  return { documentId, sync: syncState({ ...accepted, ...change }) };
};
const plan = (found: RemoteDocument[], documents: ListedDocument[], removals: string[] = []) =>
  planReconciliation(found, documents, new Set(removals));
const nothing = { missingRemotely: [], orphanedRemotely: [], duplicates: [], renamed: [], unclear: [] };

describe('a settled document', () => {
  test('that ElevenLabs has under its name differs in nothing', () => {
    expect(plan([remote('r-a', 'a-abcd1234 Hours')], [completed('a')])).toEqual({
      ...nothing,
      remoteDocuments: 1,
      documents: 1,
      unsettled: 0,
    });
  });

  test('whose remote document is gone is missing there', () => {
    const missingRemotely = [{ documentId: 'a', tag: 'a-abcd1234', elevenLabsId: 'r-a' }];
    expect(plan([], [completed('a')])).toMatchObject({ ...nothing, missingRemotely });
  });

  test('with a second remote document has a duplicate, and the known one is kept', () => {
    const found = plan([remote('x', 'a-abcd1234 Old'), remote('r-a', 'a-abcd1234 Hours')], [completed('a')]);
    expect(found).toMatchObject({ ...nothing, duplicates: [{ elevenLabsId: 'x', knownId: 'r-a' }] });
  });

  test('whose known remote document is gone keeps the oldest of the others that bear its tag', () => {
    const one = plan([remote('x', 'a-abcd1234 Hours')], [completed('a')]);
    expect(one).toMatchObject({ ...nothing, missingRemotely: [{ documentId: 'a' }] });
    const two = plan([remote('x', 'a-abcd1234 Hours'), remote('y', 'a-abcd1234 Hours')], [completed('a')]);
    expect(two.duplicates).toMatchObject([{ elevenLabsId: 'y', knownId: 'r-a' }]);
  });

  test.each(['a-abcd1234 Renamed', 'Renamed by a person'])('has a differing name: %j', (name) => {
    const found = plan([remote('r-a', name)], [completed('a')]);
    const renamed = [{ documentId: 'a', elevenLabsId: 'r-a', name, expected: 'a-abcd1234 Hours' }];
    expect(found).toMatchObject({ ...nothing, renamed });
  });

  test('owns its remote document under the tag of another one, which is left alone with all that bears it', () => {
    const lentTo = (tag: string) => [remote('r-a', `${tag} Hours`), remote('x', `${tag} Hours`)];
    const gone = plan(lentTo('gone-abcd1234'), [completed('a')]);
    expect(gone).toMatchObject({ ...nothing, renamed: [{ documentId: 'a' }], unclear: [{}, {}] });
    const other = plan([remote('r-b', 'b-abcd1234 Hours'), ...lentTo('b-abcd1234')], [completed('a'), completed('b')]);
    expect(other).toMatchObject({
      ...nothing,
      renamed: [{ documentId: 'a' }],
      unclear: [{}, {}, {}],
      unsettled: 1,
    });
  });
});

describe('a document that is not settled', () => {
  const lease = { owner: 'run', expiresAt: 0 };
  test.each<[string, Partial<Sync>]>([
    ['pending', { status: 'pending' }],
    ['being synced', { status: 'syncing', lease }],
    ['abandoned while it was synced', { status: 'syncing' }],
    ['failed', { status: 'failed' }],
    ['being verified', { lease }],
    ['waiting for a verification', { verifyAt: 1 }],
    ['without an id', { elevenLabsId: null }],
  ])('because it is %s is neither missing nor doubled', (_, change) => {
    const names = ['a-abcd1234 Hours', 'a-abcd1234 Hours', 'a-abcd1234'];
    const found = plan(
      names.map((name, place) => remote(`x${place}`, name)),
      [completed('a', change)],
    );
    expect(found).toMatchObject({ ...nothing, unsettled: 1 });
    expect(plan([], [completed('a', change)])).toMatchObject({ ...nothing, unsettled: 1 });
  });

  test('or cannot be read, or was never claimed, owns whatever bears its id', () => {
    for (const sync of [null, syncState()]) {
      expect(plan([remote('x', 'a-abcd1234 Hours')], [{ documentId: 'a', sync }])).toMatchObject({
        ...nothing,
        unsettled: 1,
      });
    }
  });
});

describe('a remote document without a document', () => {
  test('is missing here', () => {
    const orphan = { documentId: 'gone', tag: 'gone-abcd1234', elevenLabsId: 'x', name: 'gone-abcd1234 Hours' };
    expect(plan([remote('x', 'gone-abcd1234 Hours')], [completed('a', { elevenLabsId: 'x2' })])).toMatchObject({
      orphanedRemotely: [orphan],
      remoteDocuments: 1,
    });
  });

  test('whose removal is pending is left to the outbox', () => {
    expect(plan([remote('x', 'gone-abcd1234 Hours')], [], ['gone-abcd1234'])).toMatchObject(nothing);
  });

  test.each(['staff-handbook', 'minutes-20260105 of the board', 'staff-handbook 2026'])(
    'and with a name that a person may have given is left alone: %s',
    (name) => {
      expect(plan([remote('x', name)], [])).toMatchObject({
        ...nothing,
        unclear: [{ elevenLabsId: 'x', name }],
        remoteDocuments: 0,
      });
    },
  );

  test.each([
    'Handbook',
    'gone-abcd123 Hours',
    'gone-abcd12345 Hours',
    'gone-ABCD1234 Hours',
    'gone-abcd1234.md',
    ' gone-abcd1234 Hours',
    '-abcd1234 Hours',
    'go ne-abcd1234',
    `${'a'.repeat(101)}-abcd1234`,
  ])('and without a tag is not even mentioned: %j', (name) => {
    expect(plan([remote('x', name)], [])).toMatchObject({ ...nothing, remoteDocuments: 0 });
  });

  test('of an earlier document under the same id is left alone, and mentioned', () => {
    const name = 'a-wxyz9876 Hours';
    const found = plan([remote('r-a', 'a-abcd1234 Hours'), remote('x', name)], [completed('a')]);
    expect(found).toMatchObject({ ...nothing, unclear: [{ elevenLabsId: 'x', name }] });
  });
});

test('a document that a listing gave out twice counts once', () => {
  const twice = remote('r-a', 'a-abcd1234 Hours');
  expect(plan([twice, twice], [completed('a')])).toMatchObject({ ...nothing, remoteDocuments: 1 });
});

describe('whatever the listings hold', () => {
  const ids = fc.constantFrom('a', 'b', 'a-b', 'Qm3uVw8xYz1AbCdEfGh2', 'staff');
  const nonces = fc.constantFrom('abcd1234', 'wxyz9876', 'handbook', '20260105');
  const tags = fc.tuple(ids, nonces).map(([id, nonce]) => `${id}-${nonce}`);
  const someNames = fc.oneof(
    fc.tuple(tags, fc.string({ maxLength: 5 })).map(([tag, title]) => makeRemoteName(tag, title)),
    fc.string({ maxLength: 20 }),
    tags.map((tag) => `${tag}x`),
  );
  const remotes = fc.uniqueArray(
    fc.record({ id: fc.constantFrom(...'123456789'), name: someNames, createdAtSeconds: fc.nat() }),
    { selector: ({ id }) => id },
  );
  const syncs = fc.record({
    status: fc.constantFrom('pending', 'syncing', 'completed', 'completed', 'failed'),
    tag: fc.option(nonces),
    elevenLabsId: fc.option(fc.constantFrom(...'123456789')),
    verifyAt: fc.option(fc.constant(1), { freq: 5 }),
    lease: fc.option(fc.constant({ owner: 'run', expiresAt: 1 }), { freq: 5 }),
  });
  const documents = fc
    .uniqueArray(fc.record({ documentId: ids, sync: fc.option(syncs) }), { selector: ({ documentId }) => documentId })
    .map((list) =>
      list.map(({ documentId, sync }): ListedDocument => {
        if (sync === null) return { documentId, sync };
        const tag = sync.tag === null ? null : `${documentId}-${sync.tag}`;
        return { documentId, sync: syncState({ ...sync, tag, remoteName: tag === null ? null : `${tag} Hours` }) };
      }),
    );

  test('only what bears an unmistakable tag of no document, or the very tag of a settled one, is deleted', () => {
    fc.assert(
      fc.property(remotes, documents, fc.array(tags), (found, listed, removals) => {
        const { orphanedRemotely, duplicates } = plan(found, listed, removals);
        const byId = new Map(listed.map((document) => [document.documentId, document]));
        const owned = listed.map(({ sync }) => sync?.elevenLabsId);
        for (const { elevenLabsId } of [...orphanedRemotely, ...duplicates]) expect(owned).not.toContain(elevenLabsId);
        for (const { name, elevenLabsId } of orphanedRemotely) {
          const tag = readTag(name);
          expect(tag !== null && isUnmistakable(tag)).toBe(true);
          expect(byId.has(tag?.documentId ?? '')).toBe(false);
          expect(removals).not.toContain(tag?.tag);
          expect(found.some(({ id }) => id === elevenLabsId)).toBe(true);
        }
        for (const { name, documentId, elevenLabsId, knownId } of duplicates) {
          const sync = byId.get(documentId)?.sync;
          expect(sync).toMatchObject({ status: 'completed', lease: null, verifyAt: null, elevenLabsId: knownId });
          expect(readTag(name)?.tag).toBe(sync?.tag);
          expect(found.some(({ id }) => id === elevenLabsId)).toBe(true);
          // One of those that bear the tag stays.
          const bearing = found.filter(({ id, name }) => id === knownId || readTag(name)?.tag === sync?.tag);
          expect(bearing.length).toBeGreaterThan(duplicates.filter((other) => other.documentId === documentId).length);
        }
        for (const { tag } of [...orphanedRemotely, ...duplicates]) {
          const bearing = found.filter(({ name }) => readTag(name)?.tag === tag);
          const owners = bearing.flatMap(({ id }) => listed.filter(({ sync }) => sync?.elevenLabsId === id));
          expect(owners.every(({ sync }) => sync?.tag === tag)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no document is missing there while its remote document is listed', () => {
    fc.assert(
      fc.property(remotes, documents, (found, listed) => {
        const listedIds = new Set(found.map(({ id }) => id));
        for (const { elevenLabsId } of plan(found, listed).missingRemotely)
          expect(listedIds.has(elevenLabsId)).toBe(false);
      }),
    );
  });
});
