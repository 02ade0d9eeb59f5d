import fc from 'fast-check';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import {
  documentIdSchema,
  hashText,
  readDocument,
  readRemoteIdentity,
} from '../../../functions/src/knowledge/read-document.ts';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { content, hash, now, syncState, title } from './sample-documents.ts';

const read = (data: unknown) => readDocument('hours', data, defaultTextFields);

const time = Timestamp.fromMillis(now);
const created = {
  title,
  content,
  tags: ['a'],
  createdBy: 'me',
  createdAt: time,
  updatedAt: time,
  sync: { status: 'pending' },
};
const stored = {
  status: 'failed',
  attempts: 3,
  runs: 2,
  lastAttemptAt: time,
  completedAt: time,
  nextAttemptAt: time,
  verifyAt: time,
  error: { type: 'network', message: 'Wait.', retryable: true },
  elevenLabsId: 'remote',
  tag: 'hours-abcd1234',
  attemptedHash: 'a',
  leaseOwner: 'me',
  leaseExpiresAt: time,
};

describe('a stored document', () => {
  test('reads absent fields as null or 0', () => {
    const document = { title, content, hash, sync: syncState() };
    expect(read(created)).toEqual({ kind: 'readable', document });
    const nulls = Object.fromEntries(Object.keys(stored).map((field) => [field, null]));
    expect(read({ ...created, sync: { ...nulls, status: 'pending' } })).toEqual({ kind: 'readable', document });
  });

  test.each([{}, { sync: null }, { sync: {} }])('without a status counts as pending: %j', (written) => {
    const document = { title, content, hash, sync: syncState() };
    expect(read({ title, content, ...written })).toEqual({ kind: 'readable', document });
  });

  test('reads times as milliseconds, and the lease as one object', () => {
    const { leaseOwner, leaseExpiresAt, ...fields } = stored;
    const sync = {
      ...fields,
      lastAttemptAt: now,
      completedAt: now,
      nextAttemptAt: now,
      verifyAt: now,
      lease: { owner: leaseOwner, expiresAt: now },
    };
    expect(leaseExpiresAt.toMillis()).toBe(now);
    expect(read({ ...created, sync: stored })).toMatchObject({ kind: 'readable', document: { sync } });
  });

  test('is missing when there is no data', () => {
    expect(read(undefined)).toEqual({ kind: 'missing' });
  });

  const unreadable: readonly (readonly [string, unknown, RegExp])[] = [
    ['null', null, /field title /],
    ['no map', 'text', /field title /],
    ['no title', { ...created, title: undefined }, /field title is missing or of the wrong type/],
    ['a number as title', { ...created, title: 7 }, /field title /],
    ['a list as content', { ...created, content: ['x'] }, /field content /],
    ['a blank title', { ...created, title: ' ' }, /Give the document a title/],
    ['too long a title', { ...created, title: 'x'.repeat(201) }, /The title has 201 characters/],
    ['too long a content', { ...created, content: 'x'.repeat(300_001) }, /The text has 300,001 characters/],
    ['too many UTF-16 units', { ...created, content: '🎻'.repeat(150_001) }, /has 300,002 characters/],
    ['a text as sync', { ...created, sync: 'pending' }, /field sync /],
    ['an unknown status', { ...created, sync: { status: 'done' } }, /field sync.status /],
    ...Object.keys(stored).map(
      (field) =>
        [
          `a map as ${field}`,
          { ...created, sync: { ...stored, [field]: { a: 1 } } },
          new RegExp(`field sync.${field}`),
        ] as const,
    ),
    ['negative attempts', { ...created, sync: { ...stored, attempts: -1 } }, /field sync.attempts /],
    ['half an attempt', { ...created, sync: { ...stored, attempts: 0.5 } }, /field sync.attempts /],
    ['a number as time', { ...created, sync: { ...stored, verifyAt: now } }, /field sync.verifyAt /],
    [
      'an unknown kind of error',
      { ...created, sync: { ...stored, error: { ...stored.error, type: 'x' } } },
      /field sync.error.type /,
    ],
  ];
  test.each(unreadable)('is unreadable and names the field: %s', (_, data, problem) => {
    const found = read(data);
    expect(found).toMatchObject({ kind: 'unreadable', problem: expect.stringMatching(problem) });
    expect(found.kind === 'unreadable' && found.problem.length).toBeLessThan(300);
  });

  test.each(['opening hours', 'hours/monday', 'öffnungszeiten', '__hours__', 'x'.repeat(101)])(
    'is unreadable under an id that no look-up could find: %s',
    (documentId) => {
      expect(readDocument(documentId, created, defaultTextFields)).toMatchObject({
        kind: 'unreadable',
        problem: expect.stringMatching(/^Add it again under an id /),
      });
    },
  );

  test('never makes the read throw or quote its content', () => {
    const noText = fc.anything().filter((value) => typeof value !== 'string');
    fc.assert(
      fc.property(fc.record({ title: fc.anything(), content: noText, sync: fc.anything() }), (data) => {
        expect(read(data).kind).toBe('unreadable');
      }),
    );
    const secret = 'a secret text '.repeat(30_000);
    expect(JSON.stringify(read({ ...created, content: secret }))).not.toContain('secret');
  });
});

describe('a document with field names of its own', () => {
  const fields = { title: 'headline', content: 'body' };

  test('is read from them, whatever the default ones hold', () => {
    const document = { title, content, hash, sync: syncState() };
    const data = { headline: title, body: content, title: 7, content: 'Another text.' };
    expect(readDocument('hours', data, fields)).toEqual({ kind: 'readable', document });
  });

  test.each([
    [
      'a missing title',
      { title, body: content },
      'The field headline is missing or of the wrong type. Edit it and save.',
    ],
    [
      'a text that is no string',
      { headline: title, body: 7 },
      'The field body is missing or of the wrong type. Edit it and save.',
    ],
    [
      'a blank title',
      { headline: ' ', body: content },
      'Give the document a title. It is read from the field headline. Edit it and save.',
    ],
  ])('names the own field in a problem: %s', (_, data, problem) => {
    expect(readDocument('hours', data, fields)).toMatchObject({ kind: 'unreadable', problem });
  });
});

describe('the identity at ElevenLabs', () => {
  const nothing = { tag: null, elevenLabsId: null, verifyAt: null, leaseExpiresAt: null };
  test('reads each field on its own', () => {
    const identity = { tag: stored.tag, elevenLabsId: 'remote', verifyAt: now, leaseExpiresAt: now };
    expect(readRemoteIdentity({ sync: stored })).toEqual(identity);
    expect(readRemoteIdentity({ title: 7, sync: { ...stored, status: 7, verifyAt: 'x' } })).toEqual({
      ...identity,
      verifyAt: null,
    });
    expect(readRemoteIdentity({ sync: { tag: 7, elevenLabsId: {}, leaseExpiresAt: 1 } })).toEqual(nothing);
  });
  test.each([undefined, null, 'x', {}, { sync: null }, { sync: 'x' }])('of %j is unknown', (data) => {
    expect(readRemoteIdentity(data)).toEqual(nothing);
  });
});

describe('the hash', () => {
  test('distinguishes title from content', () => {
    const texts = [
      ['a', 'b'],
      ['b', 'a'],
      ['ab', ''],
      ['', 'ab'],
      ['a', 'b '],
      ['A', 'b'],
    ] as const;
    expect(new Set(texts.map(([one, other]) => hashText(one, other))).size).toBe(texts.length);
    expect(hashText('a', 'b')).toMatch(/^[0-9a-f]{32}\.[0-9a-f]{32}$/);
    expect(hashText('ü', '🎻')).toBe(hashText('ü', '🎻'));
  });
});

describe('the id of a document', () => {
  test.each(['a', 'A-z_0', 'x'.repeat(100)])('may be %s', (id) =>
    expect(documentIdSchema.safeParse(id).success).toBe(true),
  );

  test.each(['', 'x'.repeat(101), '__x__', '____', 'a/b', 'a b', 'ä', '../a', 'a\n', 7, null, undefined, ['a'], {}])(
    'may not be %j',
    (id) => {
      const { error } = documentIdSchema.safeParse(id);
      expect(error?.issues[0]?.message).toMatch(/^Enter the id of a knowledge document/);
    },
  );
});
