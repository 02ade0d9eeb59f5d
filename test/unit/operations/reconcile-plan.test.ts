import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Remote } from '../../../functions/src/knowledge/delivery/remote.ts';
import type { Sync } from '../../../functions/src/knowledge/document.ts';
import { type ListedDocument, planReconciliation } from '../../../functions/src/knowledge/reconcile/plan.ts';
import { makeRemoteName, tagOf } from '../../../functions/src/knowledge/tag.ts';
import type { RemoteDocument } from '../../../functions/src/upstream/elevenlabs.ts';
import { minute, now, syncState } from '../knowledge/sample-documents.ts';

const remote = (id: string, name: string, updatedAtSeconds = 0): RemoteDocument => {
  return { id, name, createdAtSeconds: 0, updatedAtSeconds };
};
const completed = (documentId: string, change: Partial<Sync> = {}): ListedDocument => {
  const tag = `${documentId}-abcd1234`;
  const accepted = { status: 'completed', tag, elevenLabsId: `r-${documentId}`, completedAt: now } as const;
  return { documentId, title: 'Hours', sync: syncState({ ...accepted, ...change }) };
};
const live = (documentId: string): [string, Remote] => [`${documentId}-abcd1234`, { status: 'live', documentId }];
const removing = (documentId: string): [string, Remote] => {
  const due = { elevenLabsId: null, title: '', attempts: 0, error: null, nextAttemptAt: now, listAfter: now };
  return [`${documentId}-abcd1234`, { status: 'removing', documentId, ...due }];
};
const plan = (found: RemoteDocument[], documents: ListedDocument[], records: [string, Remote][]) =>
  planReconciliation({ remote: found, documents, ledger: new Map(records) });
const nothing = { missingRemotely: [], orphanedRemotely: [], duplicates: [], renamed: [], changedRemotely: [] };

describe('a settled document', () => {
  test('that ElevenLabs has under its name shows no difference', () => {
    expect(plan([remote('r-a', 'a-abcd1234 Hours')], [completed('a')], [live('a')])).toEqual({
      ...nothing,
      remoteDocuments: 1,
      foreign: 0,
      documents: 1,
      unsettled: 0,
      removing: [],
    });
  });

  test('whose remote document is gone is missing remotely', () => {
    const missingRemotely = [{ documentId: 'a', tag: 'a-abcd1234', elevenLabsId: 'r-a' }];
    expect(plan([], [completed('a')], [live('a')])).toMatchObject({ ...nothing, missingRemotely });
  });

  test('with a second remote document has a duplicate, and the known one is kept', () => {
    const both = [remote('x', 'a-abcd1234 Old'), remote('r-a', 'a-abcd1234 Hours')];
    const duplicates = [{ elevenLabsId: 'x', knownId: 'r-a' }];
    expect(plan(both, [completed('a')], [live('a')])).toMatchObject({ ...nothing, duplicates });
  });

  test('whose known remote document is gone keeps the oldest of the others under its tag', () => {
    const one = plan([remote('x', 'a-abcd1234 Hours')], [completed('a')], [live('a')]);
    expect(one).toMatchObject({ ...nothing, missingRemotely: [{ documentId: 'a' }] });
    const both = [remote('x', 'a-abcd1234 Hours'), remote('y', 'a-abcd1234 Hours')];
    expect(plan(both, [completed('a')], [live('a')]).duplicates).toMatchObject([{ elevenLabsId: 'y', knownId: 'r-a' }]);
  });

  test.each(['a-abcd1234 Renamed', 'Renamed by a person'])(
    'is renamed when its remote document is called %j',
    (name) => {
      const renamed = [{ documentId: 'a', elevenLabsId: 'r-a', name, expected: 'a-abcd1234 Hours' }];
      expect(plan([remote('r-a', name)], [completed('a')], [live('a')])).toMatchObject({ ...nothing, renamed });
    },
  );

  test('is changed remotely when ElevenLabs updated it over 5 minutes after our sync', () => {
    const at = (milliseconds: number) =>
      plan([remote('r-a', 'a-abcd1234 Hours', (now + milliseconds) / 1000)], [completed('a')], [live('a')]);
    expect(at(5 * minute)).toMatchObject(nothing);
    expect(at(5 * minute + 1000)).toMatchObject({ ...nothing, changedRemotely: [{ documentId: 'a' }] });
  });
});

describe('an unsettled document', () => {
  const lease = { owner: 'run', expiresAt: 0 };
  test.each<[string, Partial<Sync>]>([
    ['pending', { status: 'pending' }],
    ['syncing', { status: 'syncing', lease }],
    ['abandoned', { status: 'syncing' }],
    ['failed', { status: 'failed' }],
    ['being verified', { lease }],
    ['waiting for a verification', { verifyAt: 1 }],
    ['without an id', { elevenLabsId: null }],
  ])('that is %s is neither missing nor duplicated', (_, change) => {
    const names = ['a-abcd1234 Hours', 'a-abcd1234 Hours', 'a-abcd1234'];
    const found = names.map((name, place) => remote(`x${place}`, name));
    expect(plan(found, [completed('a', change)], [live('a')])).toMatchObject({ ...nothing, unsettled: 1 });
    expect(plan([], [completed('a', change)], [live('a')])).toMatchObject({ ...nothing, unsettled: 1 });
  });

  test('that cannot be read keeps what the ledger has for it', () => {
    const document = { documentId: 'a', title: '', sync: null };
    expect(plan([remote('x', 'a-abcd1234 Hours')], [document], [live('a')])).toMatchObject({
      ...nothing,
      unsettled: 1,
    });
  });

  test('whose tag the ledger has for another document is not compared', () => {
    const stolen = completed('b', { tag: 'a-abcd1234', elevenLabsId: 'r-a' });
    const found = plan([remote('r-a', 'a-abcd1234 Hours')], [completed('a'), stolen], [live('a')]);
    expect(found).toMatchObject({ ...nothing, unsettled: 1 });
  });
});

describe('a remote document without a document', () => {
  test.each(['gone-abcd1234', 'gone-chapters'])('is orphaned when the ledger has its tag: %s', (tag) => {
    const orphan = { documentId: 'gone', tag, elevenLabsId: 'x', name: `${tag} Hours` };
    const record: [string, Remote] = [tag, { status: 'live', documentId: 'gone' }];
    expect(plan([remote('x', orphan.name)], [], [record])).toMatchObject({
      ...nothing,
      orphanedRemotely: [orphan],
      remoteDocuments: 1,
    });
  });

  test('is left to its removal while that is under way', () => {
    const found = plan([remote('x', 'gone-abcd1234 Hours')], [], [removing('gone')]);
    expect(found).toMatchObject({ ...nothing, removing: ['gone-abcd1234'] });
  });

  test('of an earlier document under the same id is orphaned', () => {
    const records: [string, Remote][] = [live('a'), ['a-wxyz9876', { status: 'live', documentId: 'a' }]];
    const found = plan([remote('r-a', 'a-abcd1234 Hours'), remote('x', 'a-wxyz9876 Hours')], [completed('a')], records);
    expect(found).toMatchObject({ ...nothing, orphanedRemotely: [{ elevenLabsId: 'x' }] });
  });

  test.each(['book-chapter1', 'menu-summer26 final', 'gone-abcd1234 Hours', 'Handbook', ''])(
    'is only counted when the ledger does not have its tag: %j',
    (name) => {
      expect(plan([remote('x', name)], [], [])).toMatchObject({ ...nothing, remoteDocuments: 0, foreign: 1 });
    },
  );
});

test('a document that a listing holds twice counts once', () => {
  const twice = remote('r-a', 'a-abcd1234 Hours');
  const found = plan([twice, twice], [completed('a')], [live('a')]);
  expect(found).toMatchObject({ ...nothing, remoteDocuments: 1, foreign: 0 });
});

describe('for any listings', () => {
  const ids = fc.constantFrom('a', 'b', 'a-b', 'Qm3uVw8xYz1AbCdEfGh2', 'staff');
  const nonces = fc.constantFrom('abcd1234', 'wxyz9876', 'handbook', '20260105');
  const tags = fc.tuple(ids, nonces).map(([id, nonce]) => `${id}-${nonce}`);
  const names = fc.oneof(
    fc.tuple(tags, fc.string({ maxLength: 5 })).map(([tag, title]) => makeRemoteName(tag, title)),
    fc.string({ maxLength: 20 }),
  );
  const remotes = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...'123456789'),
      name: names,
      createdAtSeconds: fc.nat(),
      updatedAtSeconds: fc.nat(),
    }),
    { selector: ({ id }) => id },
  );
  const syncs = fc.record({
    status: fc.constantFrom('pending', 'syncing', 'completed', 'completed', 'failed'),
    tag: fc.option(tags),
    elevenLabsId: fc.option(fc.constantFrom(...'123456789')),
    verifyAt: fc.option(fc.constant(1), { freq: 5 }),
    lease: fc.option(fc.constant({ owner: 'run', expiresAt: 1 }), { freq: 5 }),
  });
  const documents = fc
    .uniqueArray(fc.record({ documentId: ids, sync: fc.option(syncs) }), { selector: ({ documentId }) => documentId })
    .map((list) =>
      list.map(({ documentId, sync }): ListedDocument => {
        return { documentId, title: 'Hours', sync: sync === null ? null : syncState(sync) };
      }),
    );
  const records = fc.array(fc.tuple(tags, fc.record({ status: fc.constant('live'), documentId: ids })));

  test('deletes only documents whose tag is live in the ledger, and never one that a document knows', () => {
    fc.assert(
      fc.property(remotes, documents, records, (found, listed, ledger) => {
        const { orphanedRemotely, duplicates } = plan(found, listed, ledger);
        for (const { name, elevenLabsId, tag } of [...orphanedRemotely, ...duplicates]) {
          expect(tagOf(name)).toBe(tag);
          expect(new Map(ledger).get(tag)?.status).toBe('live');
          expect(found.some(({ id }) => id === elevenLabsId)).toBe(true);
        }
        for (const { tag } of orphanedRemotely) expect(listed.some(({ sync }) => sync?.tag === tag)).toBe(false);
        for (const { documentId, elevenLabsId, knownId } of duplicates) {
          const sync = listed.find((document) => document.documentId === documentId)?.sync;
          expect(sync).toMatchObject({ status: 'completed', lease: null, verifyAt: null, elevenLabsId: knownId });
          expect(elevenLabsId).not.toBe(knownId);
        }
      }),
      { numRuns: 2000, seed: 20_261_124 },
    );
  });

  test('names no remote document that is not ours', () => {
    fc.assert(
      fc.property(remotes, documents, records, (found, listed, ledger) => {
        const { orphanedRemotely, duplicates, renamed, changedRemotely, foreign, remoteDocuments } = plan(
          found,
          listed,
          ledger,
        );
        const known = new Set(listed.map(({ sync }) => sync?.elevenLabsId));
        for (const { name, elevenLabsId } of [...orphanedRemotely, ...duplicates, ...renamed, ...changedRemotely]) {
          expect(new Map(ledger).has(tagOf(name)) || known.has(elevenLabsId)).toBe(true);
        }
        expect(foreign + remoteDocuments).toBe(found.length);
      }),
      { numRuns: 1000, seed: 20_261_124 },
    );
  });
});
